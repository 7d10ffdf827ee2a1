import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { oneEngine } from '../../support/engine.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { startForge } from '../../support/forge.ts';
import { useShared } from '../../support/shared.ts';
import { useRedirectService } from '../engines/redirect-service.ts';
import { type Occasion, playChanges } from './play-changes.ts';
import { createRepository, type PhoneRepository } from './repository.ts';

// gitlab-ci-local reads .gitlab-ci.yml as GitLab does, and runs its jobs on this machine. Only the API of GitLab is a stand-in.

const service = useRedirectService();
const forge = useShared(startForge);
const runner = join(root, 'node_modules/gitlab-ci-local/dist/index.js');
const scripts = ['plan.sh', 'apply.sh', 'drift.sh'];

/** What GitLab calls an occasion, and the job that it runs then. */
const pipelines: Readonly<Record<Occasion, { readonly source: string; readonly job: string }>> = {
  'pull request': { source: 'merge_request_event', job: 'report' },
  merge: { source: 'push', job: 'apply' },
  night: { source: 'schedule', job: 'drift' },
};

describeWithPeers(['rsync'], 'GitLab', () => {
  describe.each(oneEngine(import.meta.filename))('with $name $version', (engine) => {
    let repository: PhoneRepository;
    beforeEach(async () => {
      repository = await createRepository(engine, service, {
        '.gitlab-ci.yml': 'examples/gitops/gitlab/.gitlab-ci.yml',
        ...Object.fromEntries(scripts.map((name) => [`ci/${name}`, `examples/gitops/${name}`])),
      });
    });
    afterEach(() => repository.remove());

    async function pipelineFor(occasion: Occasion): Promise<void> {
      const { source, job } = pipelines[occasion];
      const variables = {
        ...service.env,
        ...forge.pipeline('gitlab'),
        MAC_IDS: repository.macIds,
        ENGINE: repository.engine,
        CI_PIPELINE_SOURCE: source,
        CI_COMMIT_BRANCH: 'main',
        CI_DEFAULT_BRANCH: 'main',
      };
      const settings = Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
      const { code, output } = await repository.run(process.execPath, [runner, '--force-shell-executor', ...settings]);
      expect({ code, output }).toMatchObject({ code: 0 });
      const jobs = [...output.matchAll(/^ ?PASS +(\S+)/gm)].map(([, name]) => name);
      expect(jobs).toEqual([job]);
    }

    test('runs the job of the example at each occasion', () =>
      playChanges(pipelineFor, { repository, service, forge }));
  });
});
