import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { root, version, work } from '../paths.ts';
import { failStep, startStep } from '../progress.mjs';
import { run } from '../run.ts';
import { isInChangelog } from './changelog.ts';
import { buildRelease } from './release.ts';
import { targetName, targets } from './targets.ts';

const help = `npm run release -- [options]

Builds the files of a release from this working copy. It publishes nothing: .github/workflows/release.yml does.

  --dry-run           build although the working copy is no tagged release
  --platform <name>   build only for this platform (${targets.map(targetName).join(', ')}); can be repeated
  --provider-only     do not build the command line
  --key <key>         sign the checksums with this GnuPG key
  --out <folder>      the folder to write to, which is emptied first (default: .work/release)
`;

const { values } = parseArgs({
  options: {
    'dry-run': { type: 'boolean', default: false },
    platform: { type: 'string', multiple: true, default: [] },
    'provider-only': { type: 'boolean', default: false },
    key: { type: 'string' },
    out: { type: 'string', default: join(work, 'release') },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(help);
else process.exitCode = await release();

async function release(): Promise<number> {
  const unknown = values.platform.find((name) => !targets.some((target) => targetName(target) === name));
  if (unknown !== undefined) return fail(`There is no platform ${unknown}.\n\n${help}`);
  const problem = values['dry-run'] ? undefined : await whyNoRelease();
  if (problem !== undefined) return fail(`${problem}\nTo build the files anyway: npm run release -- --dry-run`);

  const step = startStep(`Release ${version}`);
  try {
    await buildRelease({
      folder: values.out,
      targets: targets.filter((target) => values.platform.length === 0 || values.platform.includes(targetName(target))),
      commandLine: !values['provider-only'],
      ...(values.key !== undefined && { key: values.key }),
      note: step.note,
    });
  } catch (error) {
    failStep();
    return fail(error instanceof Error ? error.message : String(error));
  }
  step.done(`in ${relative(root, values.out) || '.'}${values.key === undefined ? ', not signed' : ''}`);
  return 0;
}

/** A release is a clean checkout of the tag of its version, and stands in the changelog. */
async function whyNoRelease(): Promise<string | undefined> {
  const { stdout: changes } = await run('git', ['status', '--porcelain'], { cwd: root });
  if (changes !== '') return 'The working copy has changes that are not committed.';
  const { stdout: tags } = await run('git', ['tag', '--points-at', 'HEAD'], { cwd: root });
  if (!tags.split('\n').includes(`v${version}`)) return `The commit does not have the tag v${version}.`;
  if (!isInChangelog(version)) return `CHANGELOG.md has no section for ${version}.`;
  if (values.key === undefined) return 'A release must be signed: name the key with --key.';
  return undefined;
}

function fail(message: string): number {
  process.stderr.write(`${message}\n`);
  return 1;
}
