// The first minutes on a fresh machine: installs the packages and Node.js 22. Runs on Node.js 20 with nothing but npm.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OLDEST_NODE } from './oldest-node.mjs';
import { startStep } from './progress.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
/** The Node.js that the development dependency `node` brings. */
const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * Installs what is missing, then runs a TypeScript program under Node.js 22 and exits with its exit code.
 *
 * @param {string} file the program, relative to the project's root
 * @param {readonly string[]} args its arguments
 * @param {string} number a prefix for the progress line, as in 1/5
 */
export async function runProgram(file, args, number = '') {
  if (majorAndMinor(process.versions.node).major < 20) {
    fail(`The set-up needs Node.js 20 or newer; this is ${process.version}.`);
  }
  const startedAt = Date.now();
  const step = startStep('Packages', number);
  let installed = false;
  if (!packagesAreInstalled()) {
    installed = true;
    step.note('installing (npm ci); the first time takes a minute');
    await npm(step, ['ci', '--no-audit', '--no-fund']);
  }
  let node = ownNode;
  if (!isNewEnough(node)) {
    installed = true;
    step.note('fetching Node.js 22');
    // .npmrc turns install scripts off. Only this package needs one: it fetches the binary.
    await npm(step, ['rebuild', 'node', '--ignore-scripts=false'], () => isNewEnough(process.execPath));
    if (!isNewEnough(node)) node = process.execPath;
  }
  if (installed) step.done(`installed, Node.js ${versionOf(node)}`);
  else step.done(`in place, Node.js ${versionOf(node)}`, { time: false });

  const path = [bin, process.env['PATH'] ?? ''].join(delimiter);
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, file), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path, GIGASET_REDIRECT_NODE: node, GIGASET_REDIRECT_STARTED_AT: String(startedAt) },
  });
  // A terminal sends Ctrl-C to both processes: the child decides what to do, and this one waits for it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
  child.on('error', (error) => fail(`Node.js could not be started: ${error.message}`));
}

/** Whether npm's record of what it installed agrees with the lock file. */
function packagesAreInstalled() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const present = packagesIn(record);
  return Object.entries(wanted).every(([folder, { version, optional, link }]) => {
    const found = present[folder];
    if (folder === '' || link === true || !folder.startsWith('node_modules/')) return true;
    return found === undefined ? optional === true : found.version === version;
  });
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }>} packages by folder
 */
function packagesIn(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

/**
 * @param {string} node an executable
 * @returns {string} its version, or 0.0.0 if it does not run
 */
function versionOf(node) {
  // npm may have removed the executable of this very process.
  if (node === process.execPath && existsSync(node)) return process.versions.node;
  const { status, stdout } = existsSync(node)
    ? spawnSync(node, ['--version'], { encoding: 'utf8' })
    : { status: 1, stdout: '' };
  return status === 0 ? stdout.trim().slice(1) : '0.0.0';
}

/** @param {string} version */
function majorAndMinor(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return { major, minor };
}

/** @param {string} node */
function isNewEnough(node) {
  const { major, minor } = majorAndMinor(versionOf(node));
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * Runs npm quietly. Prints its output and ends the process if npm fails, unless `orElse` finds another way.
 *
 * @param {import('./progress.mjs').Step} step
 * @param {readonly string[]} args
 * @param {() => boolean} orElse
 */
async function npm(step, args, orElse = () => false) {
  // Under `npm start` the variable names the npm in use. Otherwise npm is on PATH; Windows needs a shell for npm.cmd.
  const script = process.env['npm_execpath'];
  const stdio = /** @type {const} */ (['ignore', 'pipe', 'pipe']);
  const child =
    script?.endsWith('.js') && existsSync(script)
      ? spawn(process.execPath, [script, ...args], { cwd: root, stdio: [...stdio] })
      : spawn('npm', args, { cwd: root, stdio: [...stdio], shell: process.platform === 'win32' });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const code = await new Promise((resolve) => {
    child.on('close', resolve);
    child.on('error', (error) => {
      output.push(Buffer.from(error.message));
      resolve(1);
    });
  });
  if (code === 0 || orElse()) return;
  step.fail(`npm ${args.join(' ')} failed`);
  fail(Buffer.concat(output).toString('utf8').trimEnd());
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
