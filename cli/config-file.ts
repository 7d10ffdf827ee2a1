import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { CommandError, exitCodes } from './command.ts';
import { decodeUtf8 } from './decode.ts';

/**
 * Reads settings from a JSON file. Their names are those of the options without leading hyphens, as in
 * `{ "port": 8443, "tls-cert": "/etc/ssl/redirect.pem" }`. The command line and the environment take precedence.
 *
 * @throws CommandError that names the file and the setting
 */
export function takeConfigFile(command: Command, file: string): void {
  for (const [name, value] of Object.entries(readJson(file))) {
    const option = command.options.find(({ long }) => long === `--${name}`);
    if (option === undefined || name === 'config' || name === 'check-config') {
      throw wrong(`${file}: unknown setting "${name}". Known settings: ${settingsOf(command).map(nameOf).join(', ')}.`);
    }
    const source = command.getOptionValueSource(option.attributeName());
    if (source !== undefined && source !== 'default') continue;
    command.setOptionValueWithSource(option.attributeName(), parse(option, value, file), 'config');
  }
}

/** The options that are settings: all except those that select or check the configuration. */
export function settingsOf(command: Command): readonly Option[] {
  return command.options.filter(({ long }) => long !== '--config' && long !== '--check-config');
}

/** `--tls-cert` is the setting `tls-cert`. */
export function nameOf({ long }: Option): string {
  return long?.replace(/^--/, '') ?? '';
}

function readJson(file: string): object {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw wrong(
      `The configuration ${file} cannot be read${code === 'ENOENT' ? ': there is no such file' : ` (${code})`}.`,
    );
  }
  const text = decodeUtf8(bytes, `The configuration ${file}`);
  try {
    const json: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  } catch (error) {
    // The parser's message quotes the text, which may be a password, so show only its position.
    const at = /position \d+(?: \(line \d+ column \d+\))?/.exec(error instanceof Error ? error.message : '')?.[0];
    throw wrong(`The configuration ${file} is not JSON${at === undefined ? '' : `, at ${at}`}.`);
  }
  throw wrong(`The configuration ${file} is not a JSON object such as { "port": 8080 }.`);
}

function parse(option: Option, value: unknown, file: string): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw wrong(`${file}: "${nameOf(option)}" must be a string or a number.`);
  }
  try {
    return option.parseArg === undefined ? String(value) : option.parseArg<unknown>(String(value), undefined);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw wrong(`${file}: "${nameOf(option)}": ${error.message}`);
  }
}

const wrong = (message: string): CommandError => new CommandError(message, exitCodes.usage);
