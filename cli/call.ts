import type { Command } from 'commander';
import { CommandError, type CommandEntry, exitCodes } from './command.ts';
import { print } from './output.ts';
import { askOrRead } from './password.ts';
import {
  addServerOptions,
  checkServer,
  chooseAccount,
  withClient,
  type Account,
  type ServerOptions,
} from './redirect-server.ts';
import type { AutoprovClient, XmlRpcValue } from '#autoprov';

interface CallOptions extends ServerOptions {
  readonly json?: true;
}

/** `gigaset-redirect call …`: one XML-RPC call, with the arguments of the vendor's `ap-client.py`. */
export const callCommand: CommandEntry = {
  name: 'call',
  register(program: Command): void {
    const command = program
      .command('call')
      .summary('send one XML-RPC call, like ap-client.py')
      .usage('[options] [<name> <password> <host>] <method> [arguments...]')
      .description(
        'Calls a method of a redirect server and prints its answer. The account and the server come from the first arguments, in the order of ap-client.py, or else from the options, the environment or a profile. Exit codes: 0 success, 1 refused, 2 wrong usage, 3 server not reached.',
      )
      .argument('[name]', 'an account of the redirect server (Auth-Name)')
      .argument('[password]', 'its password (Auth-Pass); - asks for it or reads it from stdin')
      .argument('[host]', 'prov.gigaset.net, localhost:8080, https://redirect.example/apxml/rpc.do, …')
      .argument(
        '[method]',
        'registerDevice, deregisterDevice, registerDeviceList, deregisterDeviceList, listDevices or checkDevice, with or without autoprov.',
      )
      .argument('[arguments...]', 's:TEXT a string, sl:A,B a list of strings, i:42 an integer, b:1 a Boolean')
      .option('--json', 'print the answer on one line')
      // A password may begin with a hyphen.
      .passThroughOptions();
    addServerOptions(command)
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect call NAME - prov.gigaset.net registerDevice s:7C2F80820EC0-55DF s:http://provider.example/%MACD.xml s:Daryna
  gigaset-redirect call NAME - prov.gigaset.net listDevices s:Daryna
  gigaset-redirect call --profile berlin checkDevice s:7C2F80820EC0
  gigaset-redirect call deregisterDeviceList sl:7C2F80820EC0,7C2F80208295
`,
      )
      .action(() => call(command));
  },
};

async function call(command: Command): Promise<void> {
  const words = command.args;
  const options = command.opts<CallOptions>();
  const [{ isMethod, readCallArguments, readMethod }, { formatAnswer, formatAnswerLine }] = await Promise.all([
    import('./call-arguments.ts'),
    import('./format-answer.ts'),
  ]);
  const isShort = isMethod(words[0] ?? '') && !isMethod(words[3] ?? '');
  const [method, ...texts] = isShort ? words : words.slice(3);
  if (method === undefined) {
    const name = ['method', 'password', 'host'][words.length] ?? 'method';
    command.error(`error: missing required argument '${name}'`, { code: 'commander.missingArgument' });
  }
  const { params, warnings } = readCallArguments(texts);
  const account = isShort ? await chooseAccount(options) : await accountOf(words);
  for (const warning of warnings) process.stderr.write(`gigaset-redirect: ${warning}\n`);
  const answer = await withClient(account, (client) => callServer(client, readMethod(method), params));
  print(options.json === true ? formatAnswerLine(answer) : formatAnswer(answer));
  if (isRefusal(answer)) process.exitCode = exitCodes.failed;
}

/** The account of the first three arguments. */
async function accountOf([name = '', password = '', host = '']: readonly string[]): Promise<Account> {
  if (name.includes(':')) {
    throw new CommandError(
      'The name of an account contains no colon: write the name, a blank, the password.',
      exitCodes.usage,
    );
  }
  await checkServer(host, name);
  return { endpoint: host, username: name, password: password === '-' ? await askOrRead('Password: ') : password };
}

async function callServer(
  client: AutoprovClient,
  method: string,
  params: readonly XmlRpcValue[],
): Promise<XmlRpcValue> {
  const { XmlRpcValueError } = await import('#autoprov');
  try {
    return await client.call(method, params);
  } catch (error) {
    if (!(error instanceof XmlRpcValueError)) throw error;
    const [index] = error.path;
    const what = typeof index === 'number' ? `Argument ${index + 1} after the method` : 'The name of the method';
    throw new CommandError(
      `${what} contains a character that XML does not allow. Type it again without control characters.`,
      exitCodes.usage,
      { cause: error },
    );
  }
}

/** Whether an answer is a refusal such as `[false, "mac_not_found:…"]`; the flag may be an integer. A listing is not. */
function isRefusal(answer: XmlRpcValue): boolean {
  const flag: unknown = Array.isArray(answer) ? answer[0] : undefined;
  return flag === false || flag === 0 || flag === '0';
}
