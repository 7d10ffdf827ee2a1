import { macIdOf } from '../../test/support/phones.ts';
import { answering, asking, fetchChallenge } from './digest-client.ts';
import { phoneCount } from './fleet.ts';
import { expectStatus, type Script } from './talk.ts';

let used = 0;

/**
 * Logins of phones that already have their challenge: `phones` for the whole fleet, `thousand` for its first thousand. `fixed`
 * sends requests without credentials, which all get the same answer.
 */
export async function phoneScript(kind: 'phones' | 'thousand' | 'fixed', url: URL, total: number): Promise<Script> {
  const requests = kind === 'fixed' ? undefined : await logins(kind === 'thousand' ? 1000 : phoneCount, url, total);
  let left = total;
  return {
    start: () => () => (answer) => {
      if (answer !== '') expectStatus(answer, 302);
      if (left-- <= 0) return undefined;
      return requests === undefined ? asking : requests[left];
    },
  };
}

async function logins(phones: number, url: URL, total: number): Promise<readonly Buffer[]> {
  const challenge = await fetchChallenge(url.origin);
  const first = used;
  used += total;
  return Array.from({ length: total }, (_, index) =>
    answering(macIdOf((first + index) % phones), challenge, index + 1),
  );
}
