// The first minutes on a fresh machine: packages and Node.js 22. Runs on Node.js 20 with nothing but npm.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startStep } from './progress.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
/** What the product needs; the package `node` in devDependencies brings a newer one. */
const NEEDED = [22, 19];

/**
 * Goes on in a TypeScript file under Node.js 22, after installing what is missing. Ends this process with that one's
 * exit code.
 *
 * @param {string} file the program, relative to the project's root
 * @param {readonly string[]} args its arguments
 * @param {string} number what stands before the step's line, as in 1/5
 */
export async function goOn(file, args, number = '') {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    fail(`Node.js 20 or newer is needed to set things up; this is ${process.version}.`);
  }
  const step = startStep('Packages', number);
  let news = false;
  if (!packagesAreThere()) {
    news = true;
    step.note('installing (npm ci); the first time takes a minute');
    await npm(step, ['ci', '--no-audit', '--no-fund']);
  }
  let node = ownNode;
  if (!isNewEnough(node)) {
    news = true;
    step.note('fetching Node.js 22');
    // Install scripts are off (.npmrc); this one brings the binary, and nothing else needs one.
    await npm(step, ['rebuild', 'node', '--ignore-scripts=false'], () => isNewEnough(process.execPath));
    if (!isNewEnough(node)) node = process.execPath;
  }
  if (news) step.done(`installed, Node.js ${versionOf(node).join('.')}`);
  else step.done(`in place, Node.js ${versionOf(node).join('.')}`, { time: false });

  const path = [bin, process.env.PATH ?? ''].join(delimiter);
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, file), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path, GIGASET_REDIRECT_NODE: node },
  });
  // Ctrl-C reaches both: the child decides what to do, this process only waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT') child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
  child.on('error', (error) => fail(`Node.js could not be started: ${error.message}`));
}

/** The packages of this lock file are there: npm's own record of what it installed says so. */
function packagesAreThere() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const there = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([place, { version, optional }]) => place === '' || (there[place] ? there[place].version === version : optional),
  );
}

function versionOf(node) {
  if (node === process.execPath) return process.versions.node.split('.').map(Number);
  const answer = existsSync(node) ? spawnSync(node, ['--version'], { encoding: 'utf8' }) : undefined;
  return answer?.status === 0 ? answer.stdout.trim().slice(1).split('.').map(Number) : [0];
}

function isNewEnough(node) {
  const [major = 0, minor = 0] = versionOf(node);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

/** Runs npm quietly; what it said is shown only when it failed (and `orElse` knows no other way). */
async function npm(step, args, orElse = () => false) {
  // Started by npm, this knows which npm; otherwise the one on PATH, through a shell for Windows' npm.cmd.
  const script = process.env.npm_execpath;
  const child =
    script?.endsWith('.js') && existsSync(script)
      ? spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
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

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
