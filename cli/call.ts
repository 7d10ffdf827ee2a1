import type { Command } from 'commander';
import { CommandError, type CommandEntry, exitCodes } from './command.ts';
import { askOrRead } from './password.ts';
import { checkServer, withClient } from './redirect-server.ts';
import type { AutoprovClient, XmlRpcValue } from '#autoprov';

/** `gigaset-redirect call …`: one XML-RPC call, with the arguments of the vendor's `ap-client.py`. */
export const callCommand: CommandEntry = {
  name: 'call',
  register(program: Command): void {
    program
      .command('call')
      .summary('send one XML-RPC call, like ap-client.py')
      .usage('<name> <password> <host> <method> [arguments...]')
      .description(
        'Calls a method of a redirect server and prints its answer as JSON. Exit codes: 0 success, 1 refused, 2 wrong usage, 3 server not reached.',
      )
      .argument('<name>', 'an account of the redirect server (Auth-Name)')
      .argument('<password>', 'its password (Auth-Pass); - asks for it or reads it from stdin')
      .argument('<host>', 'prov.gigaset.net, localhost:8080, https://redirect.example/apxml/rpc.do, …')
      .argument(
        '<method>',
        'registerDevice, deregisterDevice, registerDeviceList, deregisterDeviceList, listDevices or checkDevice, with or without autoprov.',
      )
      .argument('[arguments...]', 's:TEXT a string, sl:A,B a list of strings, i:42 an integer, b:1 a Boolean')
      // A password may begin with a hyphen.
      .passThroughOptions()
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect call NAME - prov.gigaset.net registerDevice s:7C2F80820EC0-55DF s:http://provider.example/%MACD.xml s:Daryna
  gigaset-redirect call NAME - prov.gigaset.net registerDeviceList sl:7C2F80820EC0-55DF,7C2F80208295-1910 s:URL s:Daryna
  gigaset-redirect call NAME - prov.gigaset.net listDevices s:Daryna
  gigaset-redirect call NAME - prov.gigaset.net checkDevice s:7C2F80820EC0
`,
      )
      .action(call);
  },
};

async function call(name: string, givenPassword: string, host: string, method: string, texts: string[]): Promise<void> {
  const [{ readCallArguments, readMethod }, { formatAnswer }] = await Promise.all([
    import('./call-arguments.ts'),
    import('./format-answer.ts'),
  ]);
  if (name.includes(':')) {
    throw new CommandError(
      'The name of an account contains no colon: write the name, a blank, the password.',
      exitCodes.usage,
    );
  }
  await checkServer(host, name);
  const { params, warnings } = readCallArguments(texts);
  for (const warning of warnings) process.stderr.write(`gigaset-redirect: ${warning}\n`);
  const password = givenPassword === '-' ? await askOrRead('Password: ') : givenPassword;

  const answer = await withClient({ endpoint: host, username: name, password }, (client) =>
    callServer(client, readMethod(method), params),
  );
  process.stdout.write(`${formatAnswer(answer)}\n`);
  if (isRefusal(answer)) process.exitCode = exitCodes.failed;
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
