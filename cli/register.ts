import { Option, type Command } from 'commander';
import type { DeclaredPhone } from './change/index.ts';
import { CommandError, exitCodes, type CommandEntry } from './command.ts';
import type { NamedPhone } from './phones-file.ts';
import { addServerOptions, chooseAccount, type ServerOptions } from './redirect-server.ts';

interface RegisterOptions extends ServerOptions {
  readonly file?: string;
  readonly url?: string;
  readonly providerName?: string;
  readonly onConflict: 'fail' | 'replace';
  readonly dryRun?: true;
  readonly json?: true;
}

/** `gigaset-redirect register`: registers one phone, or those of a file. */
export const registerCommand: CommandEntry = {
  name: 'register',
  register(program: Command): void {
    const command = program
      .command('register')
      .summary('register one phone, or the phones of a file')
      .description(
        'Registers phones with your account. Phones that are registered as declared are left alone, so you can repeat the command after an interruption. Exit code 1 if a phone could not be registered.',
      )
      .argument('[mac-ids...]', 'MAC-IDs in any spelling')
      .option('--file <file>', 'the phones of a device file (CSV)')
      .option('--url <url>', 'the redirect URL, for rows of a file that have none')
      .option('--provider-name <name>', 'the provider name, for rows of a file that have none')
      .addOption(
        new Option('--on-conflict <action>', 'what to do with phones that point elsewhere')
          .choices(['fail', 'replace'])
          .default('fail'),
      )
      .option('--dry-run', 'show what would be done, and do nothing')
      .option('--json', 'print the summary as JSON');
    addServerOptions(command)
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect register 7C2F80820EC0-55DF --url http://provider.example/%MACD.xml --provider-name Daryna
  gigaset-redirect register --file devices.csv --dry-run
  gigaset-redirect register --file devices.csv --on-conflict replace
`,
      )
      .action(register);
  },
};

async function register(texts: readonly string[], options: RegisterOptions): Promise<void> {
  const [{ readPhones }, { changeAccount, planRegistration }] = await Promise.all([
    import('./phones-file.ts'),
    import('./change/index.ts'),
  ]);
  const named = await readPhones(texts, options.file);
  if (named.length === 0 && options.file === undefined) {
    throw new CommandError('Name a MAC-ID, or a file with --file.', exitCodes.usage);
  }
  const phones = await withTargets(named, options);
  await changeAccount({
    account: await chooseAccount(options),
    macs: phones.map(({ mac }) => mac),
    planChange: (found) => planRegistration(phones, found, options.onConflict),
    names: { unchanged: 'registered already' },
    onConflict: options.onConflict,
    isDryRun: options.dryRun === true,
    asJson: options.json === true,
  });
}

/** Completes the targets of phones with those of the options. @throws CommandError that names the first phone without one */
async function withTargets(phones: readonly NamedPhone[], options: RegisterOptions): Promise<readonly DeclaredPhone[]> {
  const { parseProviderName, parseRedirectUrl } = await import('#autoprov');
  for (const parsed of [
    options.url === undefined ? undefined : parseRedirectUrl(options.url),
    options.providerName === undefined ? undefined : parseProviderName(options.providerName),
  ]) {
    if (parsed?.ok === false) throw new CommandError(parsed.problems.join(' '), exitCodes.usage);
  }
  return phones.map(({ mac, macId, target, line }) => {
    const url = target.url ?? options.url;
    const providerName = target.providerName ?? options.providerName;
    if (url !== undefined && providerName !== undefined) return { mac, macId, target: { url, providerName } };
    const [missing, option] = url === undefined ? ['URL', '--url'] : ['provider name', '--provider-name'];
    const place = line === undefined ? '' : ` (line ${line} of the file)`;
    throw new CommandError(`Phone ${mac}${place} has no ${missing}. Set ${option}.`, exitCodes.usage);
  });
}
