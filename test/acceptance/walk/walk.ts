import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { visit } from '../../integration/server/visitor.ts';
import { macIdOf, macIdRange, macOf } from '../../support/phones.ts';
import type { Row } from '../../support/redirect-service.ts';
import type { Transcript } from './transcript.ts';
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
export async function walk(way: Way, world: World): Promise<Transcript> {
  await world.service.call('registerDeviceList', macIdRange(PHONES), url, 'Legacy');
  const walker = await createWalker(way, world, macIdRange(PHONES));
  try {
    await declare(walker, way);
    await adopt(walker, way, world);
    await review(walker, way, world);
    await apply(walker, world);
    await findDrift(walker, world);
    await repair(walker, world);
    return walker.transcript;
  } finally {
    walker.user.remove();
  }
}

async function declare({ begin, type, user, installation, tarball }: Walker, { format }: Way): Promise<void> {
  begin('Install, and declare what is registered');
  const [first = '', ...others] = installation;
  await type(
    first,
    'The package contains the command line and the provider. `install` puts the provider where the engine finds it.',
  );
  for (const command of others) await type(command);
  await type(
    `gigaset-redirect export${format === 'hcl' ? '' : ` --format ${format}`}`,
    'In an empty folder, `export` writes the registered phones, the code that declares them, and an import.',
  );
  if (format === 'hcl')
    await type('cat main.tf import.tf', 'This is all the code there is. The phones are the rows of `devices.csv`.');
  await type('sed -n 1,4p devices.csv');
  if (format !== 'hcl') await type(`npm install --loglevel=error --omit=dev ${tarball ?? ''}`);
  mkdirSync(join(user.dir, 'ci'));
  for (const name of ['plan.sh', 'apply.sh', 'drift.sh']) {
    cpSync(join(root, 'examples', 'gitops', name), join(user.dir, 'ci', name));
  }
  user.write({ '.gitignore': '.terraform*\n*.tfstate*\nreport.md\nnode_modules/\ncdktf.out/\n' });
  await type(
    'git init --quiet --initial-branch=main',
    'The three scripts of the pipeline go to `ci/`. No file contains a MAC-ID or a password, so all of them can be committed.',
  );
  await type('git add .');
  await type("git commit --quiet --message 'Declare what is registered'");
}

async function adopt({ begin, type, user, pipeline }: Walker, { format }: Way, { service, forge }: World) {
  begin('The first plan changes nothing');
  await pipeline(
    'plan',
    'The pipeline plans on a pull request, and posts what will happen to phones as a comment: nothing.',
  );
  assert.equal(forge.comments.length, 1);
  assert.match(forge.comments[0]?.body ?? '', /no phone changes/);
  await pipeline('apply', 'After the merge it applies, and only if the plan still does what the comment says.');
  const commit = "git commit --quiet --all --message 'Finish the import'";
  const why = 'From now on the state knows the phones, so the import has done its work.';
  if (format === 'hcl') {
    await type('git rm --quiet import.tf', why);
    await type(commit);
  } else {
    user.write({ 'main.ts': user.read('main.ts').replace(/^.*importFrom.*\n/m, '') });
    await type(commit, why);
  }
  assert.equal((await service.rows()).filter((row) => row.url === url).length, PHONES);
}

async function review({ begin, type, pipeline, posted }: Walker, { engine }: Way, { forge }: World) {
  begin('Three lines are edited on a branch');
  await type(
    'git switch --quiet --create move',
    'Three phones move to another provisioning server: three lines of `devices.csv`.',
  );
  await type("sed -i '/^7C2F8000000[123],/s/old.example/new.example/' devices.csv");
  await type('git diff --stat');
  await type("git commit --quiet --all --message 'Move three phones'");
  await pipeline('plan', 'The plan names the phones, from where and to where they move.');
  const [comment, ...others] = forge.comments;
  assert.deepEqual(others, []);
  const body = comment?.body ?? '';
  posted(
    body,
    'The comment of the pull request is updated. A reviewer sees at the top that `new.example` is a host that no phone used before.',
  );
  assert.deepEqual(macsIn(body), moved);
  assert(body.includes(`${engine.name} ${engine.version}`), body);
  assert(!body.includes(macIdOf(1)), 'The report contains a MAC-ID.');
}

async function apply({ begin, type, pipeline, refusedPipeline }: Walker, { service, forge }: World) {
  begin('The merge applies what was reviewed, and nothing else');
  await type('git switch --quiet main', 'Someone merges, and then edits the file once more without a review.');
  await type('git merge --quiet move');
  await type("sed -i 's/old.example/evil.example/' devices.csv");
  await refusedPipeline(
    'apply',
    'The pipeline compares the hash of its plan with the one in the comment, and applies nothing.',
  );
  assert.equal(pointingTo('old.example', await service.rows()).length, PHONES);
  await type('git restore devices.csv', 'Without the edit, the plan is the reviewed one.');
  await pipeline('apply');
  assert.deepEqual(pointingTo('new.example', await service.rows()), moved);
  await pipeline(
    'drift',
    'At night, the pipeline compares the state with the account. All is as declared, so there is no issue.',
  );
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
  await pipeline(
    'drift',
    'In the portal, a colleague deregisters two phones and registers another one. The next check opens an issue, and the one after that updates it instead of opening a second.',
  );
  await pipeline('drift');
  const [issue, ...others] = forge.issues;
  assert.deepEqual(others, []);
  assert.equal(issue?.isOpen, true);
  posted(`**${issue.title}**\n\n${issue.body}`, 'The issue names exactly these three phones.');
  assert.deepEqual(macsIn(issue.body), [...removed, macOf(added)]);
}

async function repair({ begin, type, pipeline, posted }: Walker, { service, forge }: World): Promise<void> {
  begin('The repair is reviewed, and closes the issue');
  await type(
    `gigaset-redirect deregister ${macOf(added)}`,
    'Nobody declared the third phone, so the engine does not touch it. The command line deregisters it.',
  );
  await pipeline('plan', 'The two missing phones are declared, so a plan without any edit brings them back.');
  const body = forge.comments[0]?.body ?? '';
  posted(body, 'Like each change, this one is reviewed.');
  assert.deepEqual(macsIn(body), removed);
  await pipeline('apply', 'After the apply, the next check finds no difference, and closes the issue.');
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
