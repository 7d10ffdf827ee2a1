import { Option, type Command } from 'commander';
import { CommandError, exitCodes, type CommandEntry } from './command.ts';
import { formatTable } from './output.ts';
import type { DeclaredPhone, Difference } from './plan/index.ts';
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
  const { compareWithAccount } = await import('./plan/index.ts');
  const declared = (await Promise.all(files.map((file) => readDeclared(file, options)))).flat();
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

async function readDeclared(file: string, { url, providerName }: DiffOptions): Promise<readonly DeclaredPhone[]> {
  const { nameOf, parseDeviceFile, readText } = await import('./phones-file.ts');
  const { allDeclaredPhones, isObject, parseJson, phonesOfFile } = await import('./plan/index.ts');
  const text = await readText(file);
  if (!text.trimStart().startsWith('{')) return phonesOfFile(parseDeviceFile(text, file), { url, providerName });
  const document = parseJson(text);
  if (!isObject(document) || !('values' in document || 'planned_values' in document || 'format_version' in document)) {
    throw new CommandError(
      `${nameOf(file)} is neither a device file nor a state or plan. Convert a state with terraform show -json (or tofu show -json).`,
    );
  }
  return allDeclaredPhones(document);
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
    ...difference.missing.map(({ mac, url, providerName }): Row => ({
      what: 'missing',
      mac,
      declared: target(url, providerName),
      registered: '',
      since: '',
    })),
    ...difference.elsewhere.map(({ declared, registration }): Row => ({
      what: 'points elsewhere',
      mac: declared.mac,
      declared: target(declared.url, declared.providerName),
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
