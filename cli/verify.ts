import { InvalidArgumentError, type Command } from 'commander';
import { CommandError, exitCodes, type CommandEntry } from './command.ts';
import type { Step } from './phone/index.ts';

interface VerifyOptions {
  readonly endpoint?: string;
  readonly file?: string;
  readonly deviceId: string;
  readonly timeout: number;
  readonly json?: true;
}

/** Phones that are verified at the same time: enough to hide latency, and no burden for a server. */
const CONCURRENCY = 8;

/** `gigaset-redirect verify`: what a phone would get at its next boot. */
export const verifyCommand: CommandEntry = {
  name: 'verify',
  register(program: Command): void {
    program
      .command('verify')
      .summary('act as a phone: follow the redirect to its configuration')
      .description(
        'Logs in to the redirect server as a phone does, follows the redirect, gets the configuration, and says where the chain breaks. Exit code 1 if it breaks for a phone.',
      )
      .argument('[mac-ids...]', 'MAC-IDs in any spelling')
      .option('--file <file>', 'the phones of a device file (CSV)')
      .option(
        '--endpoint <url>',
        'the redirect server as phones reach it (GIGASET_PHONE_ENDPOINT; default: http://127.0.0.1:8080)',
      )
      .option('--device-id <id>', 'the device ID of the model', parseDeviceId, '42/2')
      .option('--timeout <seconds>', 'the time limit of a request', parseSeconds, 10)
      .option('--json', 'print JSON, one phone per line')
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect verify 7C2F80820EC0-55DF --endpoint http://redirect.example
  gigaset-redirect verify --file devices.csv --json
`,
      )
      .action(verify);
  },
};

async function verify(texts: readonly string[], options: VerifyOptions): Promise<void> {
  const [{ readPhones }, { boot }] = await Promise.all([import('./phones-file.ts'), import('./phone/index.ts')]);
  const phones = await readPhones(texts, options.file);
  const [withoutId] = phones.filter(({ mac, macId }) => mac === macId);
  if (phones.length === 0) throw new CommandError('Name a MAC-ID, or a file with --file.', exitCodes.usage);
  if (withoutId !== undefined) {
    throw new CommandError(
      `${withoutId.mac} has no ID, with which the phone logs in: write the whole MAC-ID.`,
      exitCodes.usage,
    );
  }
  const redirectServer = parseServer(
    options.endpoint ?? process.env['GIGASET_PHONE_ENDPOINT'] ?? 'http://127.0.0.1:8080',
  );
  const bootOptions = { redirectServer, deviceId: options.deviceId, timeoutMs: options.timeout * 1000 };
  const broken: Step[] = [];
  for (let start = 0; start < phones.length; start += CONCURRENCY) {
    const some = phones.slice(start, start + CONCURRENCY);
    const results = await Promise.all(
      some.map(async ({ mac, macId }) => ({ mac, steps: await boot(macId, bootOptions) })),
    );
    for (const { mac, steps } of results) {
      const last = steps.at(-1);
      if (last?.broken !== undefined) broken.push(last);
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify({ mac, ok: last?.broken === undefined, steps })}\n`
          : formatSteps(mac, steps),
      );
    }
  }
  if (options.json !== true) process.stdout.write(summary(phones.length, broken));
  if (broken.length > 0) process.exitCode = exitCodes.failed;
}

/** A line for each request. */
function formatSteps(mac: string, steps: readonly Step[]): string {
  const lines = steps.map(({ server, status, outcome, milliseconds, broken }, at) => {
    const columns = [at === 0 ? mac : ' '.repeat(mac.length), server.padEnd(15), String(status ?? '---')];
    return `${columns.join('  ')}  ${broken === undefined ? '' : `${broken}: `}${outcome}  (${milliseconds} ms)`;
  });
  return `${lines.join('\n')}\n`;
}

function summary(total: number, broken: readonly Step[]): string {
  if (broken.length === 0) {
    const [subject, verb, possessive] =
      total === 1 ? ['The phone', 'gets', 'its'] : [`All ${total} phones`, 'get', 'their'];
    return `OK. ${subject} ${verb} ${possessive} configuration at the next boot. (A Maxwell 10 asks 50 s after boot, and is ready after 2 min.)\n`;
  }
  const joints = Map.groupBy(broken, ({ server, broken: joint }) => `${server}: ${joint ?? ''}`);
  const counts = [...joints].map(([joint, steps]) => `${steps.length} at ${joint}`);
  return `The chain breaks for ${broken.length} of ${total} phones (${counts.join(', ')}).\n`;
}

function parseServer(text: string): URL {
  const url = /^https?:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url))
    throw new CommandError(`${JSON.stringify(text)} is not the URL of a redirect server.`, exitCodes.usage);
  return new URL(url);
}

function parseDeviceId(text: string): string {
  if (!/^\d{1,6}\/\d{1,6}$/.test(text)) throw new InvalidArgumentError('Write two numbers with a slash, as in 42/2.');
  return text;
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 3600)) throw new InvalidArgumentError('Write seconds, from 1 to 3600.');
  return seconds;
}
