import { openStorage } from '../../../server/storage/index.ts';
import { anyId, macOf, noon, phone } from './phones.ts';

// One of several instances on one database: registers and deregisters the same few phones at random, several at the same
// time, one by one and in lists; writes down each answer, and when it was asked and answered.
const [location = '', operations = '0', phones = '0'] = process.argv.slice(2);
const storage = await openStorage(location);
const accounts = await Promise.all(
  ['ann', 'bob'].map(async (name) => ({ name, accountId: (await storage.accounts.find(name))?.id ?? -1 })),
);
const pick = (count: number): number => Math.floor(Math.random() * count);
/** The clock that all processes of a machine share. */
const now = (): number => Number(process.hrtime.bigint());
let left = Number(operations);

async function work(): Promise<void> {
  while (left > 0) {
    const account = accounts[pick(accounts.length)] ?? { name: '', accountId: -1 };
    const length = pick(4) === 0 ? Math.min(5, left) : 1;
    // Each phone once: in which order a list decides about a phone that it names twice is another test's question.
    const macs = [...new Set(Array.from({ length }, () => macOf(pick(Number(phones)))))];
    left -= macs.length;
    const actor = { accountId: account.accountId, channel: 'xmlrpc' } as const;
    const kind = pick(2) === 0 ? 'register' : 'deregister';
    const start = now();
    const outcomes =
      kind === 'register'
        ? await storage.registrations.register(actor, {
            // Where a phone is sent tells whose it is.
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
