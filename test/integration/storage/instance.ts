import { openStorage } from '../../../server/storage/index.ts';
import { macOf } from '../../support/phones.ts';
import { randomFrom } from '../../support/random.ts';
import { anyId, noon, phone } from './phones.ts';

// One of several instances on one database. It registers and deregisters the same few phones at random and concurrently,
// one by one and in lists, and records each answer with the times of request and answer.
const [location = '', operations = '0', phones = '0', seed = ''] = process.argv.slice(2);
const storage = await openStorage(location);
const accounts = await Promise.all(
  ['ann', 'bob'].map(async (name) => ({ name, accountId: (await storage.accounts.find(name))?.id ?? -1 })),
);
const random = randomFrom(Number(seed));
/** The clock that all processes of a machine share. */
const now = (): number => Number(process.hrtime.bigint());
let left = Number(operations);

async function work(): Promise<void> {
  while (left > 0) {
    const account = accounts[random.below(accounts.length)] ?? { name: '', accountId: -1 };
    const length = random.below(4) === 0 ? Math.min(5, left) : 1;
    // Each phone once: another test covers phones that are repeated in a list.
    const macs = [...new Set(Array.from({ length }, () => macOf(random.below(Number(phones)))))];
    left -= macs.length;
    const actor = { accountId: account.accountId, channel: 'xmlrpc' } as const;
    const kind = random.below(2) === 0 ? 'register' : 'deregister';
    const start = now();
    const outcomes =
      kind === 'register'
        ? await storage.registrations.register(actor, {
            // The URL identifies the account.
            url: account.name,
            providerName: account.name,
            registeredAt: noon,
            phones: macs.map((mac) => phone(mac)),
          })
        : await storage.registrations.deregister(actor, { at: noon, phones: macs.map(anyId) });
    const end = now();
    macs.forEach((mac, index) => {
      const outcome = outcomes[index];
      process.stdout.write(`${JSON.stringify({ mac, kind, account: account.name, outcome, start, end })}\n`);
    });
  }
}

await new Promise<void>((resolve) => {
  process.stdin.once('data', () => {
    process.stdin.destroy();
    resolve();
  });
  process.stdout.write('ready\n');
});
await Promise.all(Array.from({ length: 8 }, work));
await storage.close();
