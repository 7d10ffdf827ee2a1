import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { macIdOf } from '../../support/phones.ts';
import { runCommand } from '../../support/server.ts';
import { numbers, URL } from '../engines/fleet-list.ts';
import { succeeds, type Situation } from './situation.ts';

// From an account with phones that were registered by hand to an empty plan, as in docs/guides/migrating.md.

const SIZE = 500;

const adopted = (what: string, ...options: readonly string[]): Situation => ({
  done: `${SIZE} phones are exported as ${what}, and applied`,
  holds: 'all are imported, no phone changes, and the next plan is empty',
  async play({ engine, service }) {
    await service.call('registerDeviceList', numbers(SIZE).map(macIdOf), URL, 'Legacy');
    const before = await service.call('listDevices');
    const project = await service.project(engine, {});
    const folder = join(project.dir, 'adopted');
    const exported = await runCommand(['export', '--output', folder, ...options], '', service.env);
    assert.equal(exported.code, 0, exported.stderr);
    const files = readdirSync(folder).map((name): [string, string] => [name, readFileSync(join(folder, name), 'utf8')]);
    project.write({ 'versions.tf': undefined, ...Object.fromEntries(files) });
    const seen = await succeeds(project.apply(), /\d+ imported, 0 added, \d+ changed, 0 destroyed/);
    await succeeds(project.plan(), /No changes/);
    assert.deepEqual(await service.call('listDevices'), before);
    return seen;
  },
});

export const adoption: readonly Situation[] = [adopted('a list'), adopted('single devices', '--resources', 'devices')];
