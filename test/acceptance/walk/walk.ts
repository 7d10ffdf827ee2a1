import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { visit } from '../../integration/server/visitor.ts';
import { macIdOf, macIdRange, macOf } from '../../support/phones.ts';
import type { Row } from '../../support/redirect-service.ts';
import type { Chapter } from './transcript.ts';
import { createWalker, type Walker, type Way, type World } from './walker.ts';

const PHONES = 500;
const url = 'http://old.example/%MACD.xml';
const moved = [1, 2, 3].map(macOf);
/** The colleague deregisters these phones. */
const removed = [10, 11].map(macOf);
/** The number of the phone that the colleague registers. */
const added = 505;

/**
 * Moves an account that was filled by hand to pull requests and a nightly check, from an empty folder. Only the API of the
 * forge is a stand-in.
 *
 * @throws AssertionError if something else happens than the documentation promises
 */
export async function walk(way: Way, world: World): Promise<readonly Chapter[]> {
  await world.service.call('registerDeviceList', macIdRange(PHONES), url, 'Legacy');
  const walker = await createWalker(way, world, macIdRange(PHONES));
  try {
    await declare(walker, way);
    await adopt(walker, way, world);
    await review(walker, way, world);
    await apply(walker, world);
    await findDrift(walker, world);
    await repair(walker, world);
    return walker.chapters;
  } finally {
    walker.user.remove();
  }
}

async function declare({ begin, type, user, installation, tarball }: Walker, { format }: Way): Promise<void> {
  begin('Install, and declare what is registered');
  for (const command of installation) await type(command);
  await type(`gigaset-redirect export${format === 'hcl' ? '' : ` --format ${format}`}`);
  if (format !== 'hcl') await type(`npm install --loglevel=error --omit=dev ${tarball ?? ''}`);
  mkdirSync(join(user.dir, 'ci'));
  for (const name of ['plan.sh', 'apply.sh', 'drift.sh']) {
    cpSync(join(root, 'examples', 'gitops', name), join(user.dir, 'ci', name));
  }
  user.write({ '.gitignore': '.terraform*\n*.tfstate*\nreport.md\nnode_modules/\ncdktf.out/\n' });
  await type('git init --quiet --initial-branch=main');
  await type('git add .');
  await type("git commit --quiet --message 'Declare what is registered'");
}

async function adopt({ begin, type, user, pipeline }: Walker, { format }: Way, { service, forge }: World) {
  begin('The first plan changes nothing');
  await pipeline('plan');
  assert.equal(forge.comments.length, 1);
  assert.match(forge.comments[0]?.body ?? '', /no phone changes/);
  await pipeline('apply');
  if (format === 'hcl') await type('git rm --quiet import.tf');
  else user.write({ 'main.ts': user.read('main.ts').replace(/^.*importFrom.*\n/m, '') });
  await type("git commit --quiet --all --message 'Finish the import'");
  assert.equal((await service.rows()).filter((row) => row.url === url).length, PHONES);
}

async function review({ begin, type, pipeline, posted }: Walker, { engine }: Way, { forge }: World) {
  begin('Three lines are edited on a branch');
  await type('git switch --quiet --create move');
  await type("sed -i '/^7C2F8000000[123],/s/old.example/new.example/' devices.csv");
  await type("git commit --quiet --all --message 'Move three phones'");
  await pipeline('plan');
  const [comment, ...others] = forge.comments;
  assert.deepEqual(others, []);
  const body = comment?.body ?? '';
  posted(body);
  assert.deepEqual(macsIn(body), moved);
  assert(body.includes(`${engine.name} ${engine.version}`), body);
  assert(!body.includes(macIdOf(1)), 'The report contains a MAC-ID.');
}

async function apply({ begin, type, pipeline, refusedPipeline }: Walker, { service, forge }: World) {
  begin('The merge applies what was reviewed, and nothing else');
  await type('git switch --quiet main');
  await type('git merge --quiet move');
  await type("sed -i 's/old.example/evil.example/' devices.csv");
  await refusedPipeline('apply');
  assert.equal(pointingTo('old.example', await service.rows()).length, PHONES);
  await type('git restore devices.csv');
  await pipeline('apply');
  assert.deepEqual(pointingTo('new.example', await service.rows()), moved);
  await pipeline('drift');
  assert.deepEqual(forge.issues, []);
}

async function findDrift({ begin, pipeline, posted }: Walker, { service, forge }: World): Promise<void> {
  begin('A colleague changes three phones in the portal');
  const portal = await visit(service.server);
  for (const mac of removed) {
    assert.equal((await portal.submit('/portal/deregister', { mac, confirmed: 'yes' })).status, 303);
  }
  const form = { mac_id: macIdOf(added), url, provider_name: 'Legacy' };
  assert.equal((await portal.submit('/portal/register', form)).status, 303);
  await pipeline('drift');
  // The second night finds the same, and opens no second issue.
  await pipeline('drift');
  const [issue, ...others] = forge.issues;
  assert.deepEqual(others, []);
  assert.equal(issue?.isOpen, true);
  posted(`${issue.title}\n\n${issue.body}`);
  assert.deepEqual(macsIn(issue.body), [...removed, macOf(added)]);
}

async function repair({ begin, type, pipeline, posted }: Walker, { service, forge }: World): Promise<void> {
  begin('The repair is reviewed, and closes the issue');
  await type(`gigaset-redirect deregister ${macOf(added)}`);
  await pipeline('plan');
  const body = forge.comments[0]?.body ?? '';
  posted(body);
  assert.deepEqual(macsIn(body), removed);
  await pipeline('apply');
  await pipeline('drift');
  assert.deepEqual(
    forge.issues.map(({ isOpen }) => isOpen),
    [false],
  );
  assert.equal((await service.rows()).length, PHONES);
}

const macsIn = (text: string): readonly string[] => [...new Set(text.match(/7C2F80[0-9A-F]{6}/g))].sort();

const pointingTo = (host: string, rows: readonly Row[]): readonly string[] =>
  rows.flatMap((row) => (row.url.includes(host) ? [row.mac] : [])).sort();
