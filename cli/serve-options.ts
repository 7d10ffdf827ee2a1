import { type Command, Help, Option } from 'commander';
import { takeConfigFile } from './config-file.ts';
import {
  databaseOption,
  dataOption,
  parseDays,
  parseHostAndPort,
  parseLimit,
  parsePort,
  parseProxies,
} from './options.ts';
import { type ListenerOptions, listenerOptions } from './serve-listeners.ts';
import type { LogOptions } from '#server';

/** The settings of a server: the options that `serve` has, and that `health` reads to find it. */
export interface ServeOptions extends ListenerOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly database?: string;
  readonly keyFile?: string;
  readonly logLevel: LogOptions['level'];
  readonly metricsListen?: { readonly host: string; readonly port: number };
  readonly keepHistory: number | 'forever';
  readonly trustProxy?: readonly string[];
  readonly minReadRate: number;
  readonly maxReadTime: number;
  readonly checkConfig?: true;
}

const settings = `
Defaults are in brackets. Each option can also be set in the environment
(--tls-cert is GIGASET_REDIRECT_TLS_CERT) or, without the hyphens, in the file
of --config. The command line takes precedence, then the environment, then the
file. docs/operator.md describes the settings.`;

/** Adds the settings of a server to a command. Their help has a line each, to fit on one screen. */
export function addServeOptions(command: Command): Command {
  command
    .configureHelp({ optionDescription: describeShortly })
    .addHelpText('after', settings)
    .addOption(
      new Option('--port <number>', 'the port; 0 means any free one')
        .env('GIGASET_REDIRECT_PORT')
        .default(8080)
        .argParser(parsePort),
    )
    .addOption(
      new Option('--host <address>', '0.0.0.0 for all, or localhost').env('GIGASET_REDIRECT_HOST').default('127.0.0.1'),
    )
    .addOption(dataOption())
    .addOption(databaseOption())
    .addOption(
      new Option('--key-file <file>', 'the key for IDs [secret.key in --data]').env('GIGASET_REDIRECT_KEY_FILE'),
    )
    .addOption(
      new Option('--log-level <level>', 'silent, error, warn, info or debug')
        .env('GIGASET_REDIRECT_LOG_LEVEL')
        .choices(['silent', 'error', 'warn', 'info', 'debug'])
        .default('info'),
    )
    .addOption(
      new Option('--metrics-listen <host:port>', 'a listener for Prometheus')
        .env('GIGASET_REDIRECT_METRICS_LISTEN')
        .argParser(parseHostAndPort),
    )
    .addOption(
      new Option('--keep-history <days>', 'how long to keep the history')
        .env('GIGASET_REDIRECT_KEEP_HISTORY')
        .default('forever')
        .argParser(parseDays),
    )
    .addOption(
      new Option('--trust-proxy <addresses>', 'proxies to trust: addresses, networks, loopback')
        .env('GIGASET_REDIRECT_TRUST_PROXY')
        .argParser(parseProxies),
    )
    .addOption(
      new Option('--min-read-rate <bytes>', 'minimum read rate per second; 0 for no limit')
        .env('GIGASET_REDIRECT_MIN_READ_RATE')
        .default(1000)
        .argParser(parseLimit),
    )
    .addOption(
      new Option('--max-read-time <seconds>', 'limit for reading a response; 0 for none')
        .env('GIGASET_REDIRECT_MAX_READ_TIME')
        .default(600)
        .argParser(parseLimit),
    );
  for (const option of listenerOptions()) command.addOption(option);
  return command.addOption(new Option('--config <file>', 'settings from a JSON file').env('GIGASET_REDIRECT_CONFIG'));
}

/** The settings, including those of the configuration file. */
export function readServeOptions(command: Command): ServeOptions {
  const { config } = command.opts<{ config?: string }>();
  if (config !== undefined && config !== '') takeConfigFile(command, config);
  return command.opts<ServeOptions>();
}

/** Description and default. The variables have one rule, and the choices are in the description. */
function describeShortly(option: Option): string {
  const plain = Object.assign(new Option(option.flags, option.description), { defaultValue: undefined });
  const shown: unknown = option.defaultValue;
  const isShown = typeof shown === 'string' || typeof shown === 'number';
  return new Help().optionDescription(plain) + (isShown ? ` [${shown}]` : '');
}
