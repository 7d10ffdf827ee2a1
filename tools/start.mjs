// npm start: the demo.

import { runProgram } from './bootstrap.mjs';
import { bold } from './progress.mjs';

const help = `npm start [-- --once]

Starts a redirect server, registers the phones of examples/fleet with CDKTF and Terraform or OpenTofu, and shows
what the server holds. Then deregisters one phone outside the engine, and shows how cdktf finds and repairs the
drift. The server keeps running until you press Ctrl-C.

  --once    destroy the fleet at the end, check that the server is empty, and exit
  --help    show this text

Missing packages, Node.js 22 and the engine are installed first. Nothing is written outside this folder except
to the cache folder (~/.cache/gigaset-redirect). TERRAFORM_BINARY_NAME selects the engine.
`;

const args = process.argv.slice(2);
const unknown = args.find((arg) => !['--once', '--help', '-h'].includes(arg));
if (unknown !== undefined) {
  process.stderr.write(`npm start does not take "${unknown}".\n\n${help}`);
  process.exitCode = 2;
} else if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write(help);
} else {
  process.stdout.write(`\n${bold('gigaset-redirect demo')}\n\n`);
  await runProgram('tools/demo/main.ts', args, '1/5');
}
