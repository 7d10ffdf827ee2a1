import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import { CommandError, type CommandEntry } from './command.ts';
import { nameOf, settingsOf } from './config-file.ts';
import { formatTable, print } from './output.ts';
import { readListeners } from './serve-listeners.ts';
import { addServeOptions, readServeOptions, type ServeOptions } from './serve-options.ts';
import { withServer } from './with-server.ts';

/** `gigaset-redirect serve`: runs the redirect server until it is stopped. */
export const serveCommand: CommandEntry = {
  name: 'serve',
  register(program: Command): void {
    const serving = program
      .command('serve')
      .summary('run a redirect server')
      .description('Runs a redirect server for provisioners and phones. Ctrl-C stops it.')
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect serve
  gigaset-redirect serve --host 0.0.0.0 --port 8443 --tls-cert redirect.pem --tls-key redirect.key
  gigaset-redirect serve --phone-listen http://0.0.0.0:8081 --metrics-listen 127.0.0.1:9090
`,
      );
    addServeOptions(serving)
      .option('--check-config', 'print the settings and their sources, and exit')
      .action((_options: ServeOptions, command: Command) => run(command));
  },
};

/** Combines the settings, then serves or prints them. */
async function run(command: Command): Promise<void> {
  const options = readServeOptions(command);
  if (options.checkConfig !== true) return serve(options);
  const { tls, phones } = readListeners(options);
  await withServer(({ readCertificate, exposedKeys }) => {
    for (const files of [tls, phones.listener?.tls]) if (files !== undefined) readCertificate(files);
    for (const file of exposedKeys({ ...options, tls, phones })) {
      process.stderr.write(`warning: other users can read or write the key ${file}. Run: chmod 600 ${file}\n`);
    }
    return Promise.resolve();
  });
  print((await formatSettings(command)).trimEnd());
}

const origins: Readonly<Record<string, string>> = {
  default: 'default',
  env: 'environment',
  config: 'configuration file',
  cli: 'command line',
};

/** Each effective setting and its source, without the database's password. */
async function formatSettings(command: Command): Promise<string> {
  const { redactCredentials, redactUrl } = await import('#autoprov');
  const rows = settingsOf(command).flatMap((option) => {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (value === undefined) return [];
    const text = textOf(value);
    const source = command.getOptionValueSource(option.attributeName()) ?? 'default';
    const name = nameOf(option);
    const shown = name === 'database' ? redactUrl(text) : redactCredentials(text);
    return [[name, shown, origins[source] ?? source]];
  });
  return formatTable(['SETTING', 'VALUE', 'FROM'], rows);
}

/** Formats a setting: host and port, a list of proxies, a string or a number. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.values(value)
    .filter((part) => typeof part === 'string' || typeof part === 'number')
    .join(' ');
}

async function serve(options: ServeOptions): Promise<void> {
  // V8 would allocate objects that survive a few collections during a long listing in the old generation from then on, which
  // includes objects of every request (bench row "phones that log in, after 20 lists of 100,000").
  setFlagsFromString('--no-allocation-site-pretenuring');
  // Phones must be answered even if nobody reads the standard output any more (EPIPE).
  process.stdout.removeAllListeners('error').on('error', () => undefined);
  await withServer(async ({ openLog, startServer }) => {
    const server = await startServer({
      ...options,
      ...readListeners(options),
      metrics: options.metricsListen,
      keepHistoryDays: options.keepHistory === 'forever' ? undefined : options.keepHistory,
      key: process.env['GIGASET_REDIRECT_KEY'],
      readingLimits: { minBytesPerSecond: options.minReadRate, maxSeconds: options.maxReadTime },
      log: { level: options.logLevel, stream: openLog(process.stderr.fd) },
    });
    const accounts = server.accounts === 1 ? '1 account' : `${server.accounts} accounts`;
    // Handle signals before printing the address, because a caller that waits for it may stop the server at once.
    const stop = stopSignal();
    process.on('SIGHUP', () => server.reloadCertificates());
    print(`listening on ${server.url}`);
    if (server.phoneUrl !== undefined) print(`listening for phones on ${server.phoneUrl}`);
    if (server.metricsUrl !== undefined) print(`metrics at ${server.metricsUrl}/metrics`);
    print(`data in ${server.data}, ${accounts}`);
    if (server.accounts === 0) {
      const where = options.database ? '--database …' : `--data ${server.data}`;
      print(`create an account with: gigaset-redirect account add NAME ${where}`);
    }
    const reason = await Promise.race([stop.then(() => 'told'), server.lost.then(() => 'lost')]);
    // A second signal ends the process at once.
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
    await server.close();
    if (reason === 'lost') {
      throw new CommandError(
        'A backup was restored into the database while this server could not reach it, so the server has stopped. Start it again with the key of the backup.',
      );
    }
    print('stopped');
  });
}

/** Resolves at the first SIGINT or SIGTERM. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}
