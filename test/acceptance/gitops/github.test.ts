import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { goProgram } from '../../../tools/go.ts';
import { root } from '../../../tools/paths.ts';
import { engines } from '../../support/engine.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { startForge } from '../../support/forge.ts';
import { useShared } from '../../support/shared.ts';
import { useRedirectService } from '../engines/redirect-service.ts';
import { type Occasion, playChanges } from './play-changes.ts';
import { createRepository, type PhoneRepository } from './repository.ts';

// act runs the workflow and the action of this repository on this machine as a runner of GitHub does. Stand-ins: the API of
// GitHub, and the action that fetches OpenTofu.

const service = useRedirectService();
const forge = useShared(startForge);
const workflow = '.github/workflows/phones.yml';

/** What GitHub calls an occasion. */
const events: Readonly<Record<Occasion, string>> = { 'pull request': 'pull_request', merge: 'push', night: 'schedule' };

describeWithPeers(['go'], 'GitHub', () => {
  // The workflow asks for OpenTofu.
  describe.each(engines().filter(({ name }) => name === 'OpenTofu'))('with $name $version', (engine) => {
    let act: string;
    let repository: PhoneRepository;
    let actions: Readonly<Record<string, string>>;
    beforeAll(async () => {
      const built = await goProgram({
        name: 'act',
        source: join(root, 'tools/act'),
        package: 'github.com/nektos/act',
      });
      if ('problem' in built) throw new Error(built.problem);
      act = built.program;
    });
    beforeEach(async () => {
      repository = await createRepository(engine, service, { [workflow]: 'examples/gitops/github/phones.yml' });
      fillIn(join(repository.dir, workflow), service.env);
      const home = dirname(repository.dir);
      actions = {
        'gigaset-redirect/gigaset-redirect@v0.2.0': copyAction(join(home, 'action')),
        'opentofu/setup-opentofu@v1': writeSetup(join(home, 'setup')),
      };
    });
    afterEach(() => repository.remove());

    async function workflowFor(occasion: Occasion): Promise<void> {
      const event = join(dirname(repository.dir), 'event.json');
      writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
      const { GITHUB_TOKEN = '', ...context } = forge.pipeline('github');
      const secrets = { GITHUB_TOKEN, GIGASET_PASSWORD: service.env['GIGASET_PASSWORD'], MAC_IDS: repository.macIds };
      const { code, output } = await repository.run(act, [
        events[occasion],
        ...['--platform', 'ubuntu-latest=-self-hosted', '--eventpath', event],
        ...options('--local-repository', actions),
        ...options('--secret', secrets),
        ...options('--env', context),
      ]);
      expect({ code, output }).toMatchObject({ code: 0 });
    }

    test('runs the task of the example at each occasion', () =>
      playChanges(workflowFor, { repository, service, forge }));
  });
});

const options = (name: string, values: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.entries(values).flatMap(([key, value]) => [name, `${key}=${value ?? ''}`]);

/** Fills in the account, as the first lines of the workflow ask for. */
function fillIn(path: string, account: Readonly<Record<string, string>>): void {
  const text = readFileSync(path, 'utf8');
  const filled = text
    .replace('https://redirect.example', account['GIGASET_ENDPOINT'] ?? '')
    .replace('daryna', account['GIGASET_USERNAME'] ?? '');
  writeFileSync(path, filled);
}

/** This repository as a runner checks it out, with the packages that are installed already. */
function copyAction(folder: string): string {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0');
  for (const path of files) if (path !== '') cpSync(join(root, path), join(folder, path));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** An action that finds OpenTofu on PATH. */
function writeSetup(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const action =
    'name: OpenTofu on PATH\nruns:\n  using: composite\n  steps:\n    - run: tofu version\n      shell: bash\n';
  writeFileSync(join(folder, 'action.yml'), action);
  return folder;
}
