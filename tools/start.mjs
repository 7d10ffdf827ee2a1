// npm start: a walk through the whole house, with a redirect server of its own.

import { runProgram } from './bootstrap.mjs';
import { bold } from './progress.mjs';

const help = `npm start [-- --once]

Starts a redirect server of its own, declares a fleet of phones with CDKTF (examples/fleet), applies it with
Terraform or OpenTofu, and shows what the server holds. Then a phone is deregistered behind the engine's back,
found by cdktf diff, and registered again. The server stays up until Ctrl-C.

  --once    do all that, destroy the fleet, check that the server is empty, and end
  --help    this text

What is missing on this machine is set up first: packages, Node.js 22, an engine. Nothing is written outside
this folder but a cache folder (~/.cache/gigaset-redirect). TERRAFORM_BINARY_NAME chooses the engine.
`;

const args = process.argv.slice(2);
const stranger = args.find((arg) => !['--once', '--help', '-h'].includes(arg));
if (stranger !== undefined) {
  process.stderr.write(`npm start does not know "${stranger}".\n\n${help}`);
  process.exitCode = 2;
} else if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write(help);
} else {
  process.stdout.write(`\n${bold('gigaset-redirect demo')}\n\n`);
  await runProgram('tools/demo/main.ts', args, '1/5');
}
