import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { mirrorConfiguration, engineEnv } from '../../../tools/engine-env.ts';
import { root } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';
import { engines } from '../../support/engine.ts';
import { startForge } from '../../support/forge.ts';
import { macIdOf, macIdRange, macOf } from '../../support/phones.ts';
import type { Project } from '../../support/project.ts';
import { runCommand } from '../../support/server.ts';
import { useShared } from '../../support/shared.ts';
import { useRedirectService } from '../engines/redirect-service.ts';

// Moves an account that was filled by hand to pull requests and a nightly check. Only the API of the forge is a stand-in: the
// scripts, git, the engines and the server are real.

const url = 'http://old.example/%MACD.xml';
const service = useRedirectService();
const forge = useShared(startForge);

const pipelines = engines().map((engine, at) => ({ engine, kind: at % 2 === 0 ? 'github' : 'gitlab' }) as const);

type Task = 'plan' | 'apply' | 'drift';

/** A command of a pipeline, and the variables that its file gives it. */
interface Step {
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

const scripts = join(root, 'examples', 'gitops');
const readYaml = (...path: readonly string[]): unknown => parse(readFileSync(join(root, ...path), 'utf8'));

/** What the pipelines run for a task: the last step of the action, or the script of the job. */
const steps: Readonly<Record<'github' | 'gitlab', (task: Task) => Step>> = {
  github: (task) => {
    const action = readYaml('action.yml');
    expect(action).toMatchObject({ runs: { steps: [expect.anything(), { run: expect.any(String), shell: 'bash' }] } });
    const { runs }: { readonly runs: { readonly steps: readonly Partial<Step>[] } } = Object(action);
    return { run: runs.steps.at(-1)?.run ?? '', env: { TASK: task, SCRIPTS: scripts } };
  },
  gitlab: (task) => {
    const job = task === 'plan' ? 'report' : task;
    const pipeline = readYaml('examples/gitops/gitlab/.gitlab-ci.yml');
    expect(pipeline).toMatchObject({ [job]: { extends: '.phones', script: [expect.any(String)] } });
    const { [job]: found }: Readonly<Record<string, { readonly script: readonly string[] }>> = Object(pipeline);
    return { run: (found?.script ?? []).join('\n').replaceAll('ci/', `${scripts}/`), env: {} };
  },
};

describe.each(pipelines)('$engine.name in a pipeline of $kind', ({ engine, kind }) => {
  let project: Project;
  let event: string;
  const inFolder = async (command: string, ...args: readonly string[]): Promise<string> => {
    const env = {
      ...engineEnv(),
      ...service.env,
      ...forge.pipeline(kind),
      TF_CLI_CONFIG_FILE: mirrorConfiguration[engine.provider],
      NODE_OPTIONS: undefined,
      ENGINE: engine.path,
      GITHUB_EVENT_PATH: event,
      TF_VAR_mac_ids: macIdRange(510).join('\n'),
      PATH: [join(root, 'dist'), process.env['PATH']].join(delimiter),
    };
    const { code, output } = await run(command, args, { cwd: project.dir, env });
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed with ${code}:\n${output}`);
    return output;
  };
  const script = async (task: Task): Promise<string> => {
    const step = steps[kind](task);
    return inFolder(
      'env',
      ...Object.entries(step.env).map(([name, value]) => `${name}=${value}`),
      'bash',
      '-ec',
      step.run,
    );
  };
  const git = (...args: readonly string[]): Promise<string> =>
    inFolder('git', '-c', 'user.name=Daryna', '-c', 'user.email=daryna@provider.example', ...args);
  const macsIn = (text: string): readonly string[] => [...new Set(text.match(/7C2F80[0-9A-F]{6}/g))].sort();

  test('an account filled by hand gets reviewed changes and a nightly check', async () => {
    await service.call('registerDeviceList', macIdRange(500), url, 'Legacy');
    project = await service.project(engine, {});
    project.write({ 'versions.tf': undefined });
    event = join(project.dir, '.git', 'event.json');
    const exported = await runCommand(['export', '--output', project.dir], '', service.env);
    expect(exported).toMatchObject({ code: 0 });
    await git('init', '--quiet', '--initial-branch=main');
    writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
    project.write({ '.gitignore': '.terraform*\n*.tfstate*\nreport.md\n' });
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'Declare what is registered');

    // The adoption is a pull request too.
    await script('plan');
    expect(forge.comments.map(({ body }) => body)).toEqual([expect.stringContaining('no phone changes')]);
    await script('apply');
    expect(await project.plan()).toMatchObject({ code: 0 });
    rmSync(join(project.dir, 'import.tf'));

    // Three lines are edited on a branch.
    await git('switch', '--quiet', '--create', 'move');
    const rows = project.read('devices.csv').split('\n');
    const moved = [macOf(1), macOf(2), macOf(3)];
    project.write({
      'devices.csv': rows
        .map((row) => (moved.some((mac) => row.startsWith(mac)) ? row.replace('old.example', 'new.example') : row))
        .join('\n'),
    });
    await git('commit', '--quiet', '--all', '--message', 'Move three phones');
    await script('plan');
    const [comment, ...others] = forge.comments;
    expect(others).toEqual([]);
    expect(macsIn(comment?.body ?? '')).toEqual(moved);
    expect(comment?.body).toContain(`${engine.name} ${engine.version}`);
    expect(comment?.body).not.toContain(macIdOf(1));

    // Changes that were not reviewed are not applied.
    const reviewed = project.read('devices.csv');
    project.write({ 'devices.csv': reviewed.replaceAll('old.example', 'evil.example') });
    await expect(script('apply')).rejects.toThrow('not the reviewed one');
    project.write({ 'devices.csv': reviewed });

    await git('switch', '--quiet', 'main');
    await git('merge', '--quiet', 'move');
    await script('apply');
    const pointing = (await service.rows()).filter((row) => row.url.includes('new.example'));
    expect(pointing.map(({ mac }) => mac)).toEqual(moved);
    await script('drift');
    expect(forge.issues).toEqual([]);

    // A colleague changes three phones in the portal.
    await service.deregister(macOf(10));
    await service.deregister(macOf(11));
    await service.register(macIdOf(505), url, 'Legacy');
    await script('drift');
    await script('drift');
    expect(forge.issues).toMatchObject([{ isOpen: true }]);
    expect(macsIn(forge.issues[0]?.body ?? '')).toEqual([macOf(10), macOf(11), macOf(505)]);

    // Repaired: the apply registers the two again, and the third is deregistered.
    await service.deregister(macOf(505));
    expect(await project.withEnv({ TF_VAR_mac_ids: macIdRange(510).join('\n') }).apply()).toMatchObject({ code: 0 });
    await script('drift');
    expect(forge.issues).toMatchObject([{ isOpen: false }]);
  });
});
