import { writeFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { CommandError, type CommandEntry } from './command.ts';
import { jsonOption } from './options.ts';
import { printJson } from './output.ts';

/** `gigaset-redirect dx800-patch`: the settings that enable the redirect server of a DX800. */
export const dx800PatchCommand: CommandEntry = {
  name: 'dx800-patch',
  register(program: Command): void {
    program
      .command('dx800-patch')
      .summary('write the settings that enable the redirect server of a DX800')
      .description(
        'Writes a settings file. Restoring it on a DX800 enables the redirect server. For other variants, ask the vendor.',
      )
      .addOption(
        new Option('--variant <variant>', 'nl (Dutch) or de (German)').choices(['nl', 'de']).makeOptionMandatory(),
      )
      .option('--output <file>', "the file, or - for stdout (default: the vendor's name)")
      .addOption(jsonOption())
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect dx800-patch --variant de
  gigaset-redirect dx800-patch --variant nl --output -
`,
      )
      .action(writePatch);
  },
};

interface PatchOptions {
  readonly variant: 'nl' | 'de';
  readonly output?: string;
  readonly json?: true;
}

async function writePatch({ variant, output, json }: PatchOptions): Promise<void> {
  const { dx800Files } = await import('#autoprov');
  const [dutch, german] = dx800Files;
  const { file, text } = variant === 'de' ? german : dutch;
  if (output === '-') {
    if (json === true) printJson({ variant, settings: text.trimEnd().split(/\r?\n/) });
    else process.stdout.write(text);
    return;
  }
  const path = output ?? file;
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    throw new CommandError(`${path} was not written: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (json === true) printJson({ variant, file: path });
  else process.stderr.write(`${path} written\n`);
}
