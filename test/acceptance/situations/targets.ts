import assert from 'node:assert/strict';
import { macIdOf, macOf } from '../../support/phones.ts';
import type { Project } from '../../support/project.ts';
import { csv, fleetOf, lastChange, numbers } from '../engines/fleet-list.ts';
import { device, hcl, reception, resource } from '../engines/redirect-service.ts';
import { refused, seenIn, succeeds, type Situation, type World } from './situation.ts';

// A plan says where phones go, and where they may go.

const OTHER = 'http://other.example/%MACD.xml';

/** An applied list of these phones. */
async function fleet({ engine, service }: World, size: number): Promise<Project> {
  const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(numbers(size)) });
  await succeeds(project.apply());
  return project;
}

/** Three phones get another URL, with credentials, in the file. */
async function rePointed(world: World): Promise<Project> {
  const project = await fleet(world, 30);
  project.write({
    'devices.csv': csv(
      numbers(30),
      (i) => (i <= 3 ? ',https://phone:s3cret@other.example/%MACD.xml' : ','),
      'mac_id,url',
    ),
  });
  return project;
}

/** The bytes of a plan, as JSON, that changes the URL of all phones of a list. Counted, because a busy machine has no time to compare. */
async function bytesOfPlan(world: World, size: number): Promise<number> {
  const project = await fleet(world, size);
  project.write({ 'main.tf': fleetOf({ url: OTHER }) });
  await succeeds(project.plan('-out=cost.tfplan'));
  const { stdout } = await project.run('show', '-json', 'cost.tfplan');
  await world.service.clear();
  return Buffer.byteLength(stdout);
}

/** A colleague re-points a phone in the portal. */
async function rePointByHand({ service }: World, macId: string): Promise<void> {
  await service.deregister(macId.slice(0, 12));
  await service.register(macId, OTHER, 'Daryna');
}

const policy = (settings: string, hcl: string): string => `provider "gigaset" {\n  ${settings}\n}\n\n${hcl}`;
const onlyElsewhere = 'allowed_url_hosts = ["elsewhere.example", "*.office.example"]';

export const targets: readonly Situation[] = [
  {
    done: 'three of 30 rows get another URL, with a password',
    holds: 'the plan says from where to where, grouped, without the password',
    async play(world) {
      const { output } = await (await rePointed(world)).plan();
      const seen = seenIn(output, [
        /It re-points 3 phones from http:\/\/provider\.example\S* to https:\/\/phone:\*\*\*@other\.example\S* 7C2F80000001, /,
      ]);
      assert.doesNotMatch(output, /s3cret/);
      return seen;
    },
  },
  {
    done: 'the same plan, and its last_change',
    holds: 'only what follows the arrow is about to happen: the changes are numbered',
    async play(world) {
      const { output } = await (await rePointed(world)).plan();
      const shown = /last_change +=.*$/m.exec(output)?.[0] ?? '';
      assert.match(shown, /"change 1: .* -> "change 2: re-pointed 3 phones/);
      assert.match(lastChange({ output }) ?? '', /^change 2/);
      return shown.replace(/ +/g, ' ');
    },
  },
  {
    done: 'a URL of 5,000 phones is changed',
    holds: 'last_change stays shorter than 2,000 characters',
    async play(world) {
      const project = await fleet(world, 5_000);
      project.write({ 'main.tf': fleetOf({ url: OTHER }) });
      const { output } = await project.plan();
      const change = lastChange({ output }) ?? '';
      assert.match(change, /5,?000 phones/);
      assert.ok(change.length < 2_000, `${change.length} characters`);
      return `${change.length} characters: ${change.slice(0, 90)}…`;
    },
  },
  {
    done: 'the URL of 500 phones is changed, and of 2,000',
    holds: 'the plan of four times the phones has at most four times the bytes',
    async play(world) {
      const [few, many] = [await bytesOfPlan(world, 500), await bytesOfPlan(world, 2_000)];
      assert.ok(many <= 4 * few, `${few} and ${many} bytes`);
      return `${few} and ${many} bytes`;
    },
  },
  {
    done: 'a colleague re-points a phone of a list in the portal',
    holds: 'the plan names the phone, what is registered now, and since when',
    async play(world) {
      const project = await fleet(world, 2);
      await rePointByHand(world, macIdOf(1));
      return succeeds(
        project.plan(),
        new RegExp(`1 phone now points to http://other\\.example/\\S* declared: \\S* ${macOf(1)} \\(since \\d{4}-`),
      );
    },
  },
  {
    done: 'the same, with -refresh-only',
    holds: 'the refresh says from where to where',
    async play(world) {
      const project = await fleet(world, 2);
      await rePointByHand(world, macIdOf(1));
      return succeeds(
        project.plan('-refresh-only'),
        /1 phone now points to http:\/\/other\.example\S* declared: http:\/\/provider\.example\S* 7C2F80000001/,
      );
    },
  },
  {
    done: 'a colleague re-points a single phone in the portal',
    holds: 'the plan names the phone, what is registered now, and since when',
    async play(world) {
      const project = await world.service.project(world.engine, device());
      await succeeds(project.apply());
      await rePointByHand(world, '7C2F80820EC0-55DF');
      return succeeds(
        project.plan(),
        new RegExp(`Warning: Phone ${reception} was re-pointed outside Terraform`),
        /Registered since \d{4}-\d\d-\d\d.* to http:\/\/other\.example\//,
      );
    },
  },
  {
    done: 'a colleague deregisters a single phone in the portal',
    holds: 'the plan names the phone and what is declared',
    async play(world) {
      const project = await world.service.project(world.engine, device());
      await succeeds(project.apply());
      await world.service.deregister(reception);
      return succeeds(project.plan(), new RegExp(`Warning: Phone ${reception} was deregistered outside Terraform`));
    },
  },
  {
    done: 'a single phone has a host that is not in allowed_url_hosts',
    holds: 'the plan is refused, with the allowed hosts',
    async play({ engine, service }) {
      const project = await service.project(engine, policy(onlyElsewhere, device()));
      return refused(project.plan(), /not allowed/, /elsewhere\.example, \*\.office\.example/);
    },
  },
  {
    done: 'a row of a list has such a host',
    holds: 'the plan is refused, with the line',
    async play({ engine, service }) {
      const project = await service.project(engine, {
        'main.tf': policy(onlyElsewhere, fleetOf({ url: 'https://elsewhere.example/%MACD.xml' })),
        'devices.csv': `mac_id,url\n${macIdOf(1)},\n${macIdOf(2)},http://wrong.example/%MACD.xml\n`,
      });
      return refused(project.plan(), /devices, line 3: this redirect URL is not allowed/);
    },
  },
  {
    done: 'a URL is known only at apply, and then it has such a host',
    holds: 'the apply is refused, and the phone is not registered',
    async play({ engine, service }) {
      const later = resource('resource "terraform_data" "url"', { input: 'http://evil.example/%MACD.xml' });
      const project = await service.project(
        engine,
        policy(onlyElsewhere, later + device({ url: hcl('terraform_data.url.output') })),
      );
      const seen = await refused(project.apply(), /This redirect URL is not allowed/);
      assert.deepEqual(await service.rows(), []);
      return seen;
    },
  },
  {
    done: 'a phone has such a host, and the password is known only at apply',
    holds: 'the plan is refused',
    async play({ engine, service }) {
      const later = resource('resource "terraform_data" "password"', { input: 's3cret' });
      const settings = `${onlyElsewhere}\n  password = terraform_data.password.output`;
      return refused((await service.project(engine, policy(settings, later + device()))).plan(), /is not allowed/);
    },
  },
  {
    done: 'a URL has %DVID in such a host: https://%DVID.office.example/',
    holds: 'the plan is refused, because the server puts "42/2" there',
    play: async ({ engine, service }) =>
      refused(
        (await service.project(engine, policy(onlyElsewhere, device({ url: 'https://%DVID.office.example/' })))).plan(),
        /This redirect URL is not allowed/,
      ),
  },
  {
    done: 'a phone has a subdomain of a host with *.',
    holds: 'the plan is allowed',
    async play({ engine, service }) {
      const project = await service.project(
        engine,
        policy(onlyElsewhere, device({ url: 'http://a.office.example/%MACD.xml' })),
      );
      return succeeds(project.plan(), /1 to add/);
    },
  },
  {
    done: 'a phone has an http URL under require_https = true',
    holds: 'the plan is refused',
    async play({ engine, service }) {
      const project = await service.project(engine, policy('require_https = true', device()));
      return refused(project.plan(), /not allowed.*requires https/);
    },
  },
];
