import { type Command, Option } from 'commander';
import type { LogOptions } from '../server/index.ts';
import type { CommandEntry } from './command.ts';
import { databaseOption, dataOption, parsePort } from './options.ts';
import { type DoorOptions, doorOptions, readDoors } from './serve-doors.ts';
import { withServerRoom } from './server-room.ts';

interface ServeOptions extends DoorOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly database?: string;
  readonly keyFile?: string;
  readonly logLevel: LogOptions['level'];
}

/** `gigaset-redirect serve`: runs the redirect server until it is told to stop. */
export const serveCommand: CommandEntry = {
  name: 'serve',
  register(program: Command): void {
    const serving = program
      .command('serve')
      .summary('run a redirect server')
      .description(
        'Runs a redirect server: XML-RPC for provisioners at /apxml/rpc.do, and phones below /device/. Ctrl-C stops it.',
      )
      .addOption(
        new Option('--port <number>', 'where to listen; 0 takes any free port')
          .env('GIGASET_REDIRECT_PORT')
          .default(8080)
          .argParser(parsePort),
      )
      .addOption(
        new Option('--host <address>', 'the address to listen on; 0.0.0.0 for all')
          .env('GIGASET_REDIRECT_HOST')
          .default('127.0.0.1'),
      )
      .addOption(dataOption())
      .addOption(databaseOption())
      .addOption(
        new Option(
          '--key-file <file>',
          "the key that the phones' IDs are encrypted with, 64 hex digits (default: secret.key in the data folder, made at first start; or the key itself in GIGASET_REDIRECT_KEY)",
        ).env('GIGASET_REDIRECT_KEY_FILE'),
      )
      .addOption(
        new Option('--log-level <level>', 'how much to log, as JSON lines on stderr')
          .env('GIGASET_REDIRECT_LOG_LEVEL')
          .choices(['silent', 'error', 'warn', 'info', 'debug'])
          .default('info'),
      )
      .action(serve);
    for (const option of doorOptions()) serving.addOption(option);
  },
};

async function serve(options: ServeOptions): Promise<void> {
  await withServerRoom(async ({ startServer }) => {
    const server = await startServer({
      ...options,
      ...readDoors(options),
      key: process.env['GIGASET_REDIRECT_KEY'],
      log: { level: options.logLevel, stream: process.stderr },
    });
    const accounts = server.accounts === 1 ? '1 account' : `${server.accounts} accounts`;
    // Before anybody hears that it listens: whoever waited for that may stop it at once.
    const stop = told();
    print(`listening on ${server.url}`);
    if (server.phoneUrl !== undefined) print(`listening for phones on ${server.phoneUrl}`);
    print(`data in ${server.data}, ${accounts}`);
    if (server.accounts === 0) {
      const where = options.database ? '--database …' : `--data ${server.data}`;
      print(`make an account with: gigaset-redirect account add NAME ${where}`);
    }
    process.on('SIGHUP', () => server.reloadCertificates());
    await stop;
    // A second signal, for the impatient, ends it at once.
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
    await server.close();
    print('stopped');
  });
}

/** Resolves when somebody asks this process to stop. */
function told(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
