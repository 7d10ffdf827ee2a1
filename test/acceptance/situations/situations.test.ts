import { engines } from '../../support/engine.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { useRedirectService } from '../engines/redirect-service.ts';
import { situations } from './situations.ts';

// Each situation runs on one engine here, the next one on the next; `npm run situations` plays all of them on all engines.
// They assert with node:assert, because the command plays them without jest.

const service = useRedirectService();
const all = engines();

let place = 0;
for (const [topic, rows] of Object.entries(situations)) {
  const peers = [...new Set(rows.flatMap(({ needs = [] }) => needs))];
  describeWithPeers(peers, topic, () => {
    for (const { holds, existsOn = () => true, play } of rows) {
      const possible = all.filter(existsOn);
      const engine = possible[place++ % possible.length];
      if (engine) test(`${holds} (${engine.name})`, () => play({ engine, service }));
    }
  });
}
