import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { CommandError, exitCodes } from './command.ts';
import { commands } from './commands.ts';

const examples = `gigaset-redirect: Gigaset phone redirection as code, and a redirect server of your own

Examples:
  gigaset-redirect account add demo                                      make an account (asks for a password)
  gigaset-redirect serve                                                 serve on http://127.0.0.1:8080
  gigaset-redirect call demo - localhost:8080 listDevices                ask a server; - reads the password from stdin
  gigaset-redirect call demo - localhost:8080 registerDevice \\
      s:7C2F80820EC0-55DF s:http://provider.example/%MACD.xml s:Daryna   register a phone
`;

const program = new Command('gigaset-redirect')
  .version(manifest.version)
  .enablePositionalOptions()
  .addHelpText('before', examples)
  .configureHelp({ subcommandTerm: (command) => command.name() })
  // Throw instead of exiting, so that we set the exit code.
  .exitOverride()
  .configureOutput({
    outputError: (text, write) => {
      write(text.replace(/^error: /, 'gigaset-redirect: '));
    },
  });
for (const command of commands) command.register(program);
program.showHelpAfterError('Type gigaset-redirect --help for examples.');
for (const command of program.commands) pointToHelp(command, 'gigaset-redirect');

// Errors outside of a command's promise, as in the callback of a stream.
process.on('uncaughtException', (error) => {
  process.exit(report(error));
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Makes each command name its help after an error in its arguments. */
function pointToHelp(command: Command, parents: string): void {
  const path = `${parents} ${command.name()}`;
  command.showHelpAfterError(`Type ${path} --help for its arguments.`);
  for (const child of command.commands) pointToHelp(child, path);
}

/** The exit code of the chosen command for an invalid command line. */
function usageErrorCode(): number {
  const [, , chosen] = process.argv;
  return commands.find(({ name }) => name === chosen)?.usageErrorCode ?? exitCodes.usage;
}

/** Prints an error without a stack trace and returns the exit code. */
function report(error: unknown): number {
  // Commander has already printed its message.
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.done : usageErrorCode();
  }
  if (error instanceof CommandError) {
    process.stderr.write(`gigaset-redirect: ${error.message}\n`);
    return error.exitCode === exitCodes.usage ? usageErrorCode() : error.exitCode;
  }
  const detail = error instanceof Error ? error : new Error(String(error));
  const trace = process.env['GIGASET_REDIRECT_DEBUG'] === undefined ? undefined : detail.stack;
  process.stderr.write(
    trace === undefined
      ? `gigaset-redirect: unexpected error: ${detail.message}\nThis is a bug. GIGASET_REDIRECT_DEBUG=1 shows where it occurred.\n`
      : `${trace}\n`,
  );
  return exitCodes.failed;
}
