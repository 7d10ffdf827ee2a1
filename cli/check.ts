import type { Command } from 'commander';
import { CommandError, exitCodes, type CommandEntry } from './command.ts';
import { formatTable } from './output.ts';
import { addServerOptions, chooseAccount, withClient, type ServerOptions } from './redirect-server.ts';
import type { CheckAnswer } from '#autoprov';

interface CheckOptions extends ServerOptions {
  readonly file?: string;
  readonly json?: true;
}

/** What is known of one phone. */
interface Checked {
  readonly mac: string;
  readonly answer: CheckAnswer;
}

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
  const checked = await withClient(account, async (client) => {
    const results: Checked[] = [];
    for (let start = 0; start < macs.length; start += CONCURRENCY) {
      const some = macs.slice(start, start + CONCURRENCY);
      results.push(...(await Promise.all(some.map(async (mac) => ({ mac, answer: await client.checkDevice(mac) })))));
    }
    return results;
  });
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

function asJson({ mac, answer }: Checked): Readonly<Record<string, unknown>> {
  if (!answer.ok) return { mac, registered: false, code: answer.refusal.code };
  const { url, providerName, date } = answer.registration;
  return { mac, registered: true, url, providerName, registeredAt: date };
}
