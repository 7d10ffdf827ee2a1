import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Command } from 'commander';
import { CommandError, type CommandEntry, exitCodes } from './command.ts';
import { jsonOption } from './options.ts';
import { printResult } from './output.ts';
import { addServeOptions, readServeOptions, type ServeOptions } from './serve-options.ts';

/** Supervisors ask every 30 seconds or so. */
const TIMEOUT_MS = 10_000;

/** `gigaset-redirect health`: asks the server of this machine whether it is ready, for supervisors. */
export const healthCommand: CommandEntry = {
  name: 'health',
  register(program: Command): void {
    const health = program
      .command('health')
      .summary('ask the server of this machine whether it is ready')
      .description(
        'Asks the server that runs with these settings whether it is ready. Exit code 0: ready, 1: not ready, 3: no answer.',
      )
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect health
  gigaset-redirect health --config /etc/gigaset-redirect.json
`,
      );
    addServeOptions(health)
      .addOption(jsonOption())
      .action(async (options: ServeOptions & { readonly json?: true }, command: Command) => {
        const answer = (await ask(readServeOptions(command))).trim();
        printResult(options, { ready: true, answer }, answer);
      });
  },
};

/** Asks `/readyz` and returns the answer. @throws CommandError if the server is not ready or cannot be reached */
function ask({ host, port, tlsCert }: ServeOptions): Promise<string> {
  if (port === 0) {
    throw new CommandError('Port 0 means any free port, so the server cannot be found. Set a port.', exitCodes.usage);
  }
  const send = tlsCert === undefined ? httpRequest : httpsRequest;
  const address = reachable(host);
  const at = `${address.includes(':') ? `[${address}]` : address}, port ${port}`;
  return new Promise((resolve, reject) => {
    const unreachable = (cause: Error): void => {
      reject(
        new CommandError(`The server at ${at} does not answer: ${cause.message}.`, exitCodes.unreachable, { cause }),
      );
    };
    // The certificate names the host that clients know, not this address, and nothing secret is sent.
    const options = { host: address, port, path: '/readyz', agent: false, rejectUnauthorized: false };
    const request = send({ ...options, signal: AbortSignal.timeout(TIMEOUT_MS) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', unreachable).on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else
          reject(new CommandError(text.trim() || `The server at ${at} answers ${response.statusCode ?? 'nothing'}.`));
      });
    });
    request.on('error', unreachable).end();
  });
}

/** An address at which a server that listens on `host` can be asked. */
function reachable(host: string): string {
  switch (host.toLowerCase()) {
    case '0.0.0.0':
    case 'localhost':
      return '127.0.0.1';
    case '::':
      return '::1';
    default:
      return host;
  }
}
