import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Command } from 'commander';
import { zipSync } from 'fflate';
import { commands } from '../../../cli/commands.ts';
import { selfSignedCertificate } from '../../../framework/plugin/certificate.ts';
import { dist } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';
import { useRedirectService } from '../../support/redirect-service.ts';
import { runCommand } from '../../support/server.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The commands without subcommands, each with the words that call it. */
function leaves(command: Command, words: readonly string[] = []): readonly (readonly string[])[] {
  if (command.commands.length === 0) return [words];
  return command.commands.flatMap((child) => leaves(child, [...words, child.name()]));
}

const program = new Command().enablePositionalOptions();
for (const command of commands) command.register(program);
/** Their own tests run their examples, with an engine or a forge. */
const testedElsewhere = new Set(['export', 'forge']);
const everyCommand = leaves(program)
  .filter(([name = '']) => !testedElsewhere.has(name))
  .map((words) => [words.join(' '), words] as const);

const phones = ['7C2F80820EC0-55DF', '7C2F80208295-1910'];

const service = useRedirectService();
let dir: string;
/** The provisioning server of the phones. */
let provisioning: Server;
let target: string;
let env: Env;
beforeAll(async () => {
  provisioning = createServer(({ url: path = '' }, response) => {
    response.setHeader('content-type', 'text/xml').end(`<settings><mac>${path.slice(1, 13)}</mac></settings>`);
  });
  await new Promise<void>((resolve) => provisioning.listen(0, '127.0.0.1', resolve));
  const address = provisioning.address();
  target = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}/%MACD.xml`;
  dir = mkdtempSync(join(tmpdir(), 'gigaset-examples-'));
  env = await prepare();
});
afterAll(() => {
  provisioning.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What an engine prints as JSON for both phones. */
const values = (mac: string) => ({ mac, url: target, provider_name: 'Daryna', url_credentials: null });
const document = () => {
  const macs = phones.map((macId) => macId.slice(0, 12));
  const resource = { mode: 'managed', type: 'gigaset_device' };
  return {
    format_version: '1.2',
    values: { root_module: { resources: macs.map((mac) => ({ ...resource, values: values(mac) })) } },
    resource_changes: macs.map((mac) => ({
      ...resource,
      change: { actions: ['create'], before: null, after: values(mac), after_unknown: {} },
    })),
  };
};

/**
 * Prepares what the examples name: files, an account, a profile, a backup, and a program `terraform` that prints a plan as an
 * engine does. Plans of real engines are tested elsewhere.
 */
async function prepare(): Promise<Env> {
  const { server } = service;
  const bin = join(dir, 'bin');
  const profiles = join(dir, 'config', 'gigaset-redirect');
  for (const folder of [bin, profiles]) mkdirSync(folder, { recursive: true });
  const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(dir, name), content);
  write('secret.txt', `${server.password}\n`);
  write('macs.csv', `${phones.join('\n')}\n`);
  write('gigaset-redirect.json', JSON.stringify({ port: Number(new URL(server.url).port) }));
  write('plan.json', JSON.stringify(document()));
  write('bin/terraform', `#!/bin/sh\nexec cat '${dir}/plan.json'\n`);
  chmodSync(join(bin, 'terraform'), 0o755);
  write(
    'terraform-provider-gigaset_0.2.0_linux_amd64.zip',
    zipSync({ 'terraform-provider-gigaset_v0.2.0': readFileSync(join(dist, 'terraform-provider-gigaset')) }),
  );
  const { cert, key } = selfSignedCertificate();
  write('redirect.pem', cert);
  write('redirect.key', key);
  chmodSync(join(dir, 'redirect.key'), 0o600);
  write(
    'config/gigaset-redirect/profiles.json',
    JSON.stringify({
      berlin: { endpoint: server.url, username: server.username, 'password-file': join(dir, 'secret.txt') },
    }),
  );
  const data = ['--data', join(dir, 'with account')];
  await runCommand(['account', 'add', 'daryna', '--password-stdin', ...data], 'an old long password');
  await runCommand(['backup', join(dir, 'redirect.backup'), ...data]);
  const { stdout: hash } = await runCommand(['report', join(dir, 'plan.json'), '--hash']);
  return {
    ...service.env,
    GIGASET_PHONE_ENDPOINT: server.url,
    HOME: dir,
    XDG_CONFIG_HOME: join(dir, 'config'),
    PATH: [dist, bin, process.env['PATH']].join(delimiter),
    NODE_OPTIONS: undefined,
    GIGASET_REDIRECT_DATA: join(dir, 'data'),
    REVIEWED_HASH: hash.trim(),
  };
}

/** An example with the addresses and names of this test. */
const adapted = (example: string): string =>
  example
    .replaceAll('/var/lib/gigaset-redirect', join(dir, 'data'))
    .replaceAll('/etc/', `${dir}/`)
    .replaceAll('/srv/mirror', join(dir, 'mirror'))
    .replaceAll('http://redirect.example', service.server.url)
    .replaceAll('prov.gigaset.net', new URL(service.server.url).host)
    .replaceAll('call NAME', `call ${service.server.username}`)
    .replaceAll('0.0.0.0:8081', '127.0.0.1:0')
    .replaceAll(':9090', ':0')
    .replaceAll('--port 8443', '--port 0')
    .replace(/^gigaset-redirect serve$/, 'gigaset-redirect serve --port 0')
    .replace(/^gigaset-redirect health$/, `gigaset-redirect health --port ${new URL(service.server.url).port}`)
    // Only fish knows source without an argument.
    .replace(/\| source$/, '| cat');

/** Brings the data folder and the account into the state that an example expects. */
async function establish([command = '', subcommand = '']: readonly string[], example: string): Promise<void> {
  const data = join(dir, 'data');
  rmSync(data, { recursive: true, force: true });
  const needsAccount =
    ['login', 'inventory', 'backup'].includes(command) || (command === 'account' && subcommand !== 'add');
  if (needsAccount) cpSync(join(dir, 'with account'), data, { recursive: true });
  if (command === 'login' && subcommand !== 'add') {
    const login = ['login', 'add', 'daryna', 'anna', '--role', 'write', '--password-stdin', '--data', data];
    await runCommand(login, 'a long password of anna');
  }
  // An example overwrites it.
  const rows = phones.map((macId) => `${macId},${target},Daryna\n`);
  writeFileSync(join(dir, 'devices.csv'), `mac_id,url,provider_name\n${rows.join('')}`);
  if (!example.includes(' register')) for (const macId of phones) await service.register(macId, target, 'Daryna');
}

/** What a command that runs until it is stopped prints once it works. */
const announcements: Readonly<Record<string, string>> = {
  serve: 'listening on',
  provider: 'TF_REATTACH_PROVIDERS',
};

describe.each(everyCommand)('the help of %s', (_, words) => {
  test('begins with examples that work', async () => {
    const { stdout } = await runCommand([...words, '--help']);
    const [, block = ''] = /^Examples?:\n((?: {2}.*\n)+)/.exec(stdout) ?? [];
    const examples = block.trim().split(/\n {2}/);
    expect(block).not.toBe('');
    for (const example of examples) {
      expect(example).toContain(`gigaset-redirect ${words.join(' ')}`);
      await establish(words, example);
      const text = adapted(example);
      const announcement = announcements[words[0] ?? ''];
      const result = announcement === undefined ? await follow(text) : await followUntil(text, announcement);
      expect({ example: text, ...result }).toMatchObject({ example: text, code: 0 });
      await service.clear();
    }
  });
});

/** Runs a command line in bash. A command that asks for a new password gets it on a terminal, any other on stdin. */
function follow(text: string): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const command = ['/bin/bash', '-euo', 'pipefail', '-c', text];
  if (/(account|login) (add|password) (?!.*--password-file)/.test(text)) {
    const answers = ['a new long password\n', 'a new long password\n'];
    const script = join(import.meta.dirname, 'terminal.py');
    return run('python3', [script, JSON.stringify(command), JSON.stringify(answers)], { cwd: dir, env });
  }
  const [shell = '', ...args] = command;
  return run(shell, args, { cwd: dir, env, input: `${service.server.password}\n` });
}

/** Runs a command line until it has printed a text, and stops it. */
function followUntil(text: string, announcement: string): Promise<{ code: number | null; stderr: string }> {
  const child = spawn('/bin/bash', ['-c', `exec ${text}`], { cwd: dir, env: { ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (output.includes(announcement)) child.kill('SIGTERM');
    });
  }
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code: output.includes(announcement) ? 0 : (code ?? -1), stderr: output }));
  });
}
