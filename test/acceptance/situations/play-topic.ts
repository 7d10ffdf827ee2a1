import { engines } from '../../support/engine.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { useRedirectService } from '../engines/redirect-service.ts';
import type { Topic } from './situation.ts';

/**
 * Plays each situation of a topic on one engine as a test, the next one on the next engine. `npm run situations` plays all of
 * them on all engines. They assert with node:assert, because the command plays them without jest.
 */
export function playTopic({ title, situations }: Topic): void {
  const all = engines();
  let place = 0;
  const peers = [...new Set(situations.flatMap(({ needs = [] }) => needs))];
  describeWithPeers(peers, title, () => {
    const service = useRedirectService();
    for (const { done, existsOn = () => true, play } of situations) {
      const possible = all.filter(existsOn);
      const engine = possible[place++ % possible.length];
      if (engine === undefined) continue;
      test(`${done} (${engine.name})`, async () => {
        await play({ engine, service });
      });
    }
  });
}
