import type { Command } from 'commander';
import { CommandError, exitCodes, type CommandEntry } from './command.ts';
import { formatTable } from './output.ts';
import { addServerOptions, chooseAccount, withClient, type ServerOptions } from './redirect-server.ts';
import type { AutoprovClient, CheckAnswer } from '#autoprov';

interface CheckOptions extends ServerOptions {
  readonly file?: string;
  readonly json?: true;
}

/** What is known of one phone. */
interface Checked {
  readonly mac: string;
  readonly answer: CheckAnswer;
}

/** For more phones than these, one list costs less. */
const MAX_SINGLE_CHECKS = 16;
/** Phones that are checked at the same time. */
const CONCURRENCY = 8;

/** `gigaset-redirect check`: whether phones are registered, and where they point. */
export const checkCommand: CommandEntry = {
  name: 'check',
  register(program: Command): void {
    const command = program
      .command('check')
      .summary('show whether phones are registered, and where they point')
      .description(
        'Shows for each phone whether your account has registered it, and its URL. Exit code 1 if a phone is not registered.',
      )
      .argument('[macs...]', 'MACs or MAC-IDs in any spelling')
      .option('--file <file>', 'the phones of a device file (CSV)')
      .option('--json', 'print JSON, one phone per line');
    addServerOptions(command)
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect check 7C2F80820EC0
  gigaset-redirect check --file devices.csv --json
`,
      )
      .action(check);
  },
};

async function check(texts: readonly string[], options: CheckOptions): Promise<void> {
  const [{ readPhones }, { deviceCells, deviceColumns }] = await Promise.all([
    import('./phones-file.ts'),
    import('./format-devices.ts'),
  ]);
  const macs = (await readPhones(texts, options.file)).map(({ mac }) => mac);
  if (macs.length === 0) throw new CommandError('Name a MAC, or a file with --file.', exitCodes.usage);
  const account = await chooseAccount(options);
  const checked = await withClient(account, (client) => checkAll(client, macs));
  process.stdout.write(
    options.json === true
      ? checked.map((phone) => `${JSON.stringify(asJson(phone))}\n`).join('')
      : formatTable(
          deviceColumns,
          checked.map(({ mac, answer }) =>
            answer.ok ? deviceCells(answer.registration) : [mac, '', 'not registered', answer.refusal.code],
          ),
        ),
  );
  if (checked.some(({ answer }) => !answer.ok)) process.exitCode = exitCodes.failed;
}

/** Checks phones in their order. Of many, only those that are missing from a list are checked one by one. */
async function checkAll(client: AutoprovClient, macs: readonly string[]): Promise<readonly Checked[]> {
  const listed = macs.length > MAX_SINGLE_CHECKS ? await client.listDevices() : [];
  const answers = new Map<string, CheckAnswer>(
    listed.map((registration) => [registration.mac, { ok: true, registration }]),
  );
  const missing = macs.filter((mac) => !answers.has(mac));
  for (let start = 0; start < missing.length; start += CONCURRENCY) {
    const some = missing.slice(start, start + CONCURRENCY);
    await Promise.all(some.map(async (mac) => answers.set(mac, await client.checkDevice(mac))));
  }
  return macs.flatMap((mac) => {
    const answer = answers.get(mac);
    return answer === undefined ? [] : [{ mac, answer }];
  });
}

function asJson({ mac, answer }: Checked): Readonly<Record<string, unknown>> {
  if (!answer.ok) return { mac, registered: false, code: answer.refusal.code };
  const { url, providerName, date } = answer.registration;
  return { mac, registered: true, url, providerName, registeredAt: date };
}
