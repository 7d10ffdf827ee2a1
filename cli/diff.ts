import { buffer } from 'node:stream/consumers';
import { Option, type Command } from 'commander';
import { CommandError, exitCodes, type CommandEntry } from './command.ts';
import { formatTable } from './output.ts';
import type { DeclaredPhone, Difference, TargetPool } from './plan/index.ts';
import { addServerOptions, chooseAccount, withClient, type ServerOptions } from './redirect-server.ts';

interface DiffOptions extends ServerOptions {
  readonly url?: string;
  readonly providerName?: string;
  readonly ignoreUndeclared?: true;
  readonly format?: 'table' | 'markdown' | 'json';
  readonly json?: true;
}

/** The exit code for a difference, as of `terraform plan -detailed-exitcode`. Errors of `diff` never have it. */
const DIFFERENT = 2;

/** `gigaset-redirect diff`: how an account differs from what is declared. */
export const diffCommand: CommandEntry = {
  name: 'diff',
  usageErrorCode: exitCodes.failed,
  register(program: Command): void {
    const command = program
      .command('diff')
      .summary('compare declared phones with an account')
      .description(
        'Shows declared phones that are not registered or point elsewhere, and registered phones that are not declared. Exit code 0: no difference, 2: a difference, 1: an error, 3: the server was not reached.',
      )
      .argument('<declared...>', 'device files (CSV), or states or plans from terraform show -json')
      .option('--url <url>', 'the URL for rows of a CSV that have none')
      .option('--provider-name <name>', 'the provider name for rows of a CSV that have none')
      .option('--ignore-undeclared', 'do not show registered phones that are not declared')
      .addOption(new Option('--format <format>', 'the output format').choices(['table', 'markdown', 'json']))
      .option('--json', 'the same as --format json: an object per line');
    addServerOptions(command)
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect diff devices.csv --url http://provider.example/%MACD.xml
  terraform show -json | gigaset-redirect diff - --format markdown
`,
      )
      .action(diff);
  },
};

async function diff(files: readonly string[], options: DiffOptions): Promise<void> {
  const { compareWithAccount, createTargetPool } = await import('./plan/index.ts');
  const targets = createTargetPool();
  const declared: DeclaredPhone[] = [];
  for (const file of files) for (const phone of await readDeclared(file, options, targets)) declared.push(phone);
  const account = await chooseAccount(options);
  const registrations = await withClient(account, (client) => client.listDevices());
  const found = compareWithAccount(declared, registrations);
  const difference = options.ignoreUndeclared === true ? { ...found, undeclared: [] } : found;
  const format = options.format ?? (options.json === true ? 'json' : 'table');
  process.stdout.write(await formatDifference(difference, format));
  if (isDifferent(difference)) process.exitCode = DIFFERENT;
}

const isDifferent = ({ missing, elsewhere, undeclared }: Difference): boolean =>
  missing.length + elsewhere.length + undeclared.length > 0;

async function readDeclared(
  file: string,
  { url, providerName }: DiffOptions,
  targets: TargetPool,
): Promise<readonly DeclaredPhone[]> {
  const { decodeText, nameOf, parseDeviceFile } = await import('./phones-file.ts');
  const { openInput } = await import('./input.ts');
  const { looksLikeJson, readJsonInput } = await import('./json-input.ts');
  const { phonesOfFile, readDeclaredPhones } = await import('./plan/index.ts');
  const input = await openInput(file);
  if (!looksLikeJson(input)) {
    const text = decodeText(await buffer(input.chunks), file);
    return phonesOfFile(parseDeviceFile(text, file), { url, providerName }, targets);
  }
  const name = nameOf(file);
  const advice = 'Convert a state with terraform show -json (or tofu show -json).';
  const phones = await readJsonInput(input, name, advice, (chunks) => readDeclaredPhones(chunks, targets));
  if (phones === undefined) {
    throw new CommandError(`${name} is neither a device file nor a state or plan. ${advice}`);
  }
  return phones;
}

/** One line of the result. */
interface Row {
  readonly what: 'missing' | 'points elsewhere' | 'not declared';
  readonly mac: string;
  readonly declared: string;
  readonly registered: string;
  readonly since: string;
}

async function formatDifference(difference: Difference, format: 'table' | 'markdown' | 'json'): Promise<string> {
  const { redactUrl } = await import('#autoprov');
  const target = (url: string | undefined, name: string | undefined): string =>
    [url === undefined ? '' : redactUrl(url), name === undefined ? '' : `(${name})`].join(' ').trim();
  const rows: readonly Row[] = [
    ...difference.missing.map((phone): Row => ({
      what: 'missing',
      mac: phone.mac,
      declared: target(phone.target.url, phone.target.providerName),
      registered: '',
      since: '',
    })),
    ...difference.elsewhere.map(({ declared, registration }): Row => ({
      what: 'points elsewhere',
      mac: declared.mac,
      declared: target(declared.target.url, declared.target.providerName),
      registered: target(registration.url, registration.providerName),
      since: registration.date ?? '',
    })),
    ...difference.undeclared.map(({ mac, url, providerName, date }): Row => ({
      what: 'not declared',
      mac,
      declared: '',
      registered: target(url, providerName),
      since: date ?? '',
    })),
  ];
  if (format === 'json') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const { missing, elsewhere, undeclared, matching } = difference;
  const summary = `${missing.length} missing, ${elsewhere.length} elsewhere, ${undeclared.length} not declared, ${matching} as declared`;
  const cells = rows.map((row) => [row.mac, row.what, row.declared, row.registered, row.since]);
  const head = ['MAC', 'DIFFERENCE', 'DECLARED', 'REGISTERED', 'SINCE (UTC)'];
  if (format === 'table') return `${rows.length === 0 ? '' : formatTable(head, cells)}${summary}\n`;
  const { markdownTable } = await import('./plan/index.ts');
  return `### gigaset: ${summary}\n${rows.length === 0 ? '' : `\n${markdownTable(head, cells)}`}`;
}
