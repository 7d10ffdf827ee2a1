import { Option, type Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { CommandError, exitCodes, type CommandEntry } from '../command.ts';
import { formatPhones, print, printJson } from '../output.ts';
import { addServerOptions, chooseAccount, withClient, type ServerOptions } from '../redirect-server.ts';
import {
  declarationFormats,
  DEVICES_FILE,
  resourceKinds,
  type DeclarationFormat,
  type DeclarationOptions,
  type Files,
  type ResourceKind,
} from './declaration.ts';
import { formatHcl } from './hcl.ts';
import { formatTypeScript } from './typescript.ts';
import { checkFolder, writeFiles } from './write-files.ts';

interface ExportOptions extends ServerOptions {
  readonly format: DeclarationFormat;
  readonly resources: ResourceKind;
  readonly ids?: string;
  readonly output: string;
  readonly withCredentials?: true;
  readonly force?: true;
  readonly json?: true;
}

/** `gigaset-redirect export`: writes the files that declare the phones of an account. */
export const exportCommand: CommandEntry = {
  name: 'export',
  register(program: Command): void {
    const command = program
      .command('export')
      .summary('declare the registered phones of an account: CSV, HCL or TypeScript')
      .description(
        'Writes devices.csv with the phones that your account has registered, and the HCL or TypeScript that declares and imports them. The first plan changes no phone.',
      )
      .argument('[provider-names...]', 'only the phones with one of these provider names')
      .addOption(new Option('--format <format>', 'the language').choices(declarationFormats).default('hcl'))
      .addOption(new Option('--resources <kind>', 'one list, or single devices').choices(resourceKinds).default('list'))
      .option('--ids <file>', "write the MAC-IDs of this file, such as the distributor's, to devices.csv")
      .option('--output <dir>', 'the folder for the files', '.')
      .option('--with-credentials', 'write the credentials in URLs to devices.csv too')
      .option('--force', 'overwrite files')
      .option('--json', 'print the summary as JSON');
    addServerOptions(command)
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect export --output fleet
  gigaset-redirect export Daryna --resources devices --output daryna
  gigaset-redirect export --format cdktn --ids delivery.csv --output fleet
`,
      )
      .action(exportAccount);
  },
};

async function exportAccount(providerNames: readonly string[], options: ExportOptions): Promise<void> {
  checkProviderNames(providerNames, options.resources);
  const names = fileNames(options);
  if (options.force !== true) checkFolder(options.output, names);
  const { formatDevicesFile } = await import('./devices-file.ts');
  const account = await chooseAccount(options);
  const registrations = await withClient(account, (client) => client.listDevices(providerNames));
  if (registrations.length === 0) {
    throw new CommandError(
      `There is nothing to export: account ${account.username} has no phones${providerNames.length === 0 ? '' : ' with these provider names'}.`,
    );
  }
  const devices = await formatDevicesFile(registrations, {
    ids: options.ids,
    credentials: options.resources === 'devices' ? 'impossible' : options.withCredentials === true ? 'write' : 'refuse',
  });
  const files = { [DEVICES_FILE]: devices.text, ...declare(options, providerNames) };
  writeFiles(options.output, files);
  const summary = { phones: devices.phones, withoutId: devices.withoutId, output: options.output, files: names };
  if (options.json === true) printJson(summary);
  else await report(summary, options);
}

function declare({ format, resources, ids }: ExportOptions, providerNames: readonly string[]): Files {
  const declaration: DeclarationOptions = {
    resources,
    providerNames,
    hasIds: ids !== undefined,
    version: manifest.version,
  };
  return format === 'hcl' ? formatHcl(declaration) : formatTypeScript(format, declaration);
}

const fileNames = (options: ExportOptions): readonly string[] => [DEVICES_FILE, ...Object.keys(declare(options, []))];

/** The import ID of a list has its names between commas. */
function checkProviderNames(providerNames: readonly string[], resources: ResourceKind): void {
  const wrong = providerNames.find((name) => name.includes(',') || name.trim() !== name || name === '');
  if (wrong === undefined || resources === 'devices') return;
  throw new CommandError(
    `A list cannot be imported by the provider name ${JSON.stringify(wrong)}. Add --resources devices.`,
    exitCodes.usage,
  );
}

interface Summary {
  readonly phones: number;
  readonly withoutId: number;
  readonly output: string;
  readonly files: readonly string[];
}

async function report({ phones, withoutId, output, files }: Summary, { format, ids }: ExportOptions): Promise<void> {
  const { nameOf } = await import('../phones-file.ts');
  print(`${formatPhones(phones)} exported to ${output === '.' ? 'this folder' : output}: ${files.join(', ')}`);
  if (ids !== undefined) {
    print(`${DEVICES_FILE} contains secret MAC-IDs. Encrypt it before you commit it, or export without --ids.`);
    if (withoutId > 0) print(`${nameOf(ids)} has no ID for ${formatPhones(withoutId)}.`);
  }
  const [next, rest] =
    format === 'hcl'
      ? ['terraform init && terraform apply (or tofu)', 'delete import.tf']
      : [`npm install && npx ${format} deploy`, 'delete the import in main.ts'];
  print(`Next: ${next}. The plan imports the phones and changes none. Then ${rest}.`);
}
