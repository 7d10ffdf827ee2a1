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
  const plays = situations.flatMap((situation) => {
    const possible = all.filter(situation.existsOn ?? (() => true));
    const engine = possible[place++ % possible.length];
    return engine === undefined ? [] : [{ ...situation, engine }];
  });
  // Jest allows no hooks in a suite without tests.
  if (plays.length === 0) return;
  const peers = [...new Set(plays.flatMap(({ needs = [] }) => needs))];
  describeWithPeers(peers, title, () => {
    const service = useRedirectService();
    test.each(plays)('$done ($engine.name)', ({ engine, play }) => play({ engine, service }));
  });
}
