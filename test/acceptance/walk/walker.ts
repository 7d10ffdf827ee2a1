import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hostTarget, targetName } from '../../../tools/release/index.ts';
import { run } from '../../../tools/run.ts';
import type { TestEngine } from '../../support/engine.ts';
import type { StandInForge } from '../../support/forge.ts';
import type { RedirectService } from '../engines/redirect-service.ts';
import type { PackageUser } from '../package/package-user.ts';
import { type Delivery, prepareInstallation } from './installation.ts';
import { type ForgeName, stepOf, type Task } from './pipelines.ts';
import type { Passage, Transcript } from './transcript.ts';

/** What a walk is made with. */
export interface Way {
  readonly engine: TestEngine;
  readonly delivery: Delivery;
  readonly format: 'hcl' | 'cdktf' | 'cdktn';
  readonly forge: ForgeName;
}

/** The server and the API of the forge that a walk talks to. */
export interface World {
  readonly service: RedirectService;
  readonly forge: StandInForge;
}

/** Types commands in an empty folder, and keeps what they print. `why` is for readers of the transcript. */
export interface Walker {
  readonly user: PackageUser;
  /** The commands that install the product. */
  readonly installation: readonly string[];
  /** The tarball of the npm package; undefined for the executable. */
  readonly tarball: string | undefined;
  readonly transcript: Transcript;
  readonly begin: (title: string) => void;
  /** @throws AssertionError with the output if the command fails */
  readonly type: (command: string, why?: string) => Promise<void>;
  /** Runs what the pipeline of the forge runs. @throws AssertionError with the output if it fails */
  readonly pipeline: (task: Task, why?: string) => Promise<void>;
  /** Runs what the pipeline of the forge runs, and expects it to refuse a plan that was not reviewed. */
  readonly refusedPipeline: (task: Task, why?: string) => Promise<void>;
  /** Keeps a text that was posted to the forge. */
  readonly posted: (text: string, why?: string) => void;
}

/** @param macIds the MAC-IDs in the secret store of the forge */
export async function createWalker(
  { engine, delivery, format, forge: kind }: Way,
  { service, forge }: World,
  macIds: readonly string[],
): Promise<Walker> {
  const installation = await prepareInstallation(delivery, engine);
  const { user } = installation;
  const event = join(dirname(user.dir), 'event.json');
  writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
  // The libraries write the configuration of the engine to a folder of its own.
  const [stack, scripts] = format === 'hcl' ? ['.', 'ci'] : ['cdktf.out/stacks/fleet', '../../../ci'];
  const env = {
    ...user.env,
    ...installation.env,
    ...service.env,
    ...forge.pipeline(kind),
    ENGINE: installation.engine,
    GITHUB_EVENT_PATH: event,
    TF_VAR_mac_ids: macIds.join('\n'),
    TF_IN_AUTOMATION: '1',
    TF_CLI_ARGS: '-no-color',
    NO_COLOR: '1',
    GIT_AUTHOR_NAME: 'Daryna',
    GIT_AUTHOR_EMAIL: 'daryna@provider.example',
    GIT_COMMITTER_NAME: 'Daryna',
    GIT_COMMITTER_EMAIL: 'daryna@provider.example',
  };

  const chapters: { readonly title: string; readonly passages: Passage[] }[] = [];
  const keep = (passage: Passage): void => void chapters.at(-1)?.passages.push(passage);
  const execute = async (
    command: string,
    why: string | undefined,
    { cwd = user.dir, shown = command, variables = {} } = {},
  ) => {
    const { code, output } = await run('bash', ['-ec', command], { cwd, env: { ...env, ...variables } });
    keep({ why, command: shown, text: output });
    return { code, report: `${shown} ended with code ${code}:\n${output}` };
  };
  const type = async (command: string, why?: string): Promise<void> => {
    const { code, report } = await execute(command, why);
    assert.equal(code, 0, report);
  };
  const executeTask = async (task: Task, why: string | undefined) => {
    if (format !== 'hcl') await type('node main.ts');
    const step = stepOf(kind, task, scripts);
    return execute(step.run, why, { cwd: join(user.dir, stack), shown: `sh ci/${task}.sh`, variables: step.env });
  };
  return {
    user,
    installation: installation.commands,
    tarball: installation.tarball,
    transcript: {
      chapters,
      replacements: new Map([
        [user.env['HOME'] ?? '', '~'],
        [dirname(user.dir), '~'],
        [process.execPath, '/usr/bin/node'],
        [targetName(hostTarget()), 'linux_amd64'],
      ]),
    },
    begin: (title) => void chapters.push({ title, passages: [] }),
    type,
    pipeline: async (task, why) => {
      const { code, report } = await executeTask(task, why);
      assert.equal(code, 0, report);
    },
    refusedPipeline: async (task, why) => {
      const { code, report } = await executeTask(task, why);
      assert.notEqual(code, 0, report);
      assert.match(report, /not the reviewed one/);
    },
    posted: (text, why) => {
      keep({ why, command: undefined, text });
    },
  };
}
