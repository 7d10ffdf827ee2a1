import { macRange } from '../../support/phones.ts';
import { callDocument, post } from './http.ts';
import type { Endpoint } from './peers.ts';

/** What a client knows about the phones of one call; a state in -ing has no answer yet. */
interface Fate {
  readonly macs: readonly string[];
  state: 'registering' | 'registered' | 'deregistering' | 'deregistered';
}

/** The outcome of a change: done, refused with the promise that nothing was changed, or unknown. */
type Outcome = 'done' | 'unchanged' | 'unknown';

/** Writers that change phones all the time and record the answers. */
export interface Ledger {
  /**
   * Six writers, of single phones and of lists. Each sends one request after the other until one fails;
   * `acknowledged` is called for each success. Resolves when all have ended.
   */
  writeUntilTrouble(endpoint: Endpoint, acknowledged: () => void): Promise<void>;
  /**
   * Compares the registrations with the answers, and settles the changes that have no answer.
   *
   * @throws if an acknowledged change is missing, a call was done in part, or an unrequested phone is registered
   */
  settle(registered: readonly string[]): void;
  /** The number of acknowledged changes, of changes without an answer, and of those among them that were done. */
  readonly counts: { acknowledged: number; open: number; openDone: number };
}

const url = 'http://provider.example/xml/%MACD.xml';
const sizes = [1, 1, 1, 1, 10, 50];

export function openLedger(): Ledger {
  const fates: Fate[] = [];
  const counts = { acknowledged: 0, open: 0, openDone: 0 };
  let nextMac = 0;

  const newPhones = (count: number): readonly string[] => {
    nextMac += count;
    return macRange(count, nextMac - count, '7C2F84');
  };

  const write = async (endpoint: Endpoint, size: number, acknowledged: () => void): Promise<void> => {
    const ask = async (fate: Fate, during: Fate['state'], after: Fate['state'], document: string): Promise<boolean> => {
      const before = fate.state;
      fate.state = during;
      const outcome = await send(endpoint, document);
      if (outcome === 'unknown') return false;
      fate.state = outcome === 'done' ? after : before;
      if (outcome === 'unchanged') return false;
      counts.acknowledged++;
      acknowledged();
      return true;
    };
    for (let round = 0; ; round++) {
      const fate: Fate = { macs: newPhones(size), state: 'deregistered' };
      fates.push(fate);
      const ids = fate.macs.map((mac) => `${mac}-0001`);
      const register =
        size === 1
          ? callDocument('autoprov.registerDevice', ids.join(''), url, 'Load')
          : callDocument('autoprov.registerDeviceList', listOf(ids), url, 'Load');
      if (!(await ask(fate, 'registering', 'registered', register))) return;
      if (round % 3 !== 0) continue;
      const deregister = callDocument('autoprov.deregisterDeviceList', listOf(fate.macs));
      if (!(await ask(fate, 'deregistering', 'deregistered', deregister))) return;
    }
  };

  return {
    counts,
    writeUntilTrouble: async (endpoint, acknowledged) => {
      await Promise.all(sizes.map((size) => write(endpoint, size, acknowledged)));
    },
    settle: (registered) => {
      const there = new Set(registered);
      for (const fate of fates) {
        const { macs, state } = fate;
        const found = macs.filter((mac) => there.has(mac)).length;
        const isWhole = found === 0 || found === macs.length;
        const expected = state === 'registered' ? macs.length : state === 'deregistered' ? 0 : undefined;
        // A call without an answer was done completely or not at all.
        if (expected === undefined ? !isWhole : found !== expected) {
          throw new Error(
            `${found} of ${macs.length} phones from ${macs[0] ?? ''} on are registered; the state was ${state}.`,
          );
        }
        if (expected !== undefined) continue;
        fate.state = found === 0 ? 'deregistered' : 'registered';
        counts.open++;
        if ((state === 'registering') === found > 0) counts.openDone++;
      }
      const asked = new Set(fates.flatMap(({ macs }) => macs));
      const madeUp = registered.filter((mac) => !asked.has(mac));
      if (madeUp.length > 0) throw new Error(`Unrequested phones: ${madeUp.join(', ')}.`);
    },
  };
}

const listOf = (texts: readonly string[]): string =>
  `<array><data>${texts.map((text) => `<value>${text}</value>`).join('')}</data></array>`;

async function send(endpoint: Endpoint, document: string): Promise<Outcome> {
  // The connection broke: there will be no answer.
  const answer = await post(endpoint, document).catch(() => undefined);
  if (answer === undefined) return 'unknown';
  const { status, text } = answer;
  if (status === 200 && text.includes('<boolean>1</boolean>')) return 'done';
  if (status === 503 && text.startsWith('Nothing was changed: ')) return 'unchanged';
  if (status === 503 && text.startsWith('The outcome is unknown')) return 'unknown';
  throw new Error(`${status}: ${text}`);
}
