import type { StandInForge } from '../../support/forge.ts';
import { macOf } from '../../support/phones.ts';
import type { RedirectService } from '../engines/redirect-service.ts';
import type { PhoneRepository } from './repository.ts';

/** What starts a pipeline. */
export type Occasion = 'pull request' | 'merge' | 'night';

interface World {
  readonly repository: Pick<PhoneRepository, 'move'>;
  readonly service: RedirectService;
  readonly forge: StandInForge;
}

/** Changes phones in the repository and by hand, and expects the pipelines to report, apply and find that. */
export async function playChanges(
  pipelineFor: (occasion: Occasion) => Promise<void>,
  { repository, service, forge }: World,
): Promise<void> {
  const moved = async () => (await service.rows()).filter(({ url }) => url.includes('new.example'));
  repository.move(1);
  await pipelineFor('pull request');
  expect(forge.comments).toMatchObject([{ body: expect.stringContaining(macOf(1)) }]);
  expect(await moved()).toEqual([]);

  await pipelineFor('merge');
  expect(await moved()).toMatchObject([{ mac: macOf(1) }]);

  await service.deregister(macOf(2));
  await pipelineFor('night');
  expect(forge.issues).toMatchObject([{ isOpen: true, body: expect.stringContaining(macOf(2)) }]);
}
