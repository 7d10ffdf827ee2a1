import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestEngine } from '../../support/engine.ts';
import type { Project } from '../../support/project.ts';
import { randomFrom, type Random } from '../../support/random.ts';
import { config, gone, words } from '../engines/faults.ts';
import type { Row as Phone } from '../engines/redirect-service.ts';
import { csvOf, inState, kinds, NAME, readState, URL, type Kind } from './columns.ts';
import type { Scenario } from './world.ts';

// SIGKILL at random moments of an apply, repeatedly. The next apply must converge and leave nothing behind.

export interface Kill {
  readonly engine: string;
  readonly kind: string;
  readonly victim: 'engine' | 'provider';
  /** The number of calls before the kill. */
  readonly calls: number;
  /** The number of registered phones that the state did not contain, which the next apply had to take over. */
  readonly unknown: number;
  /** Whether the engine left an unreadable state, which was replaced by its backup. */
  readonly stateLost: boolean;
  /** The problems found; none is expected. */
  readonly problems: readonly string[];
}

/** The seed unless another one is given. */
export const SEED = 20_250;

export interface Story {
  readonly engine: TestEngine;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly kills: number;
}

/** The maximum number of phones, and the minimum number of calls for them. */
const sizes: Readonly<Record<string, number>> = { 'ten gigaset_device': 30, 'gigaset_device_list of 20': 120 };
const settings = 'batch_size = 10\n  max_retries = 1';

/** Kills this many applies, each of which changes the fleet's size or URL. */
export async function playKills({ engine, scenario, seed, kills }: Story): Promise<readonly Kill[]> {
  const random = randomFrom(seed);
  const done: Kill[] = [];
  const played = kinds.filter(({ name }) => sizes[name] !== undefined);
  for (const [index, kind] of played.entries()) {
    const macs = scenario.macs(sizes[kind.name] ?? 0);
    const project = await scenario.project(engine, config('', settings));
    const fleet: Fleet = { engine, scenario, project, kind, macs, random, size: 0, url: URL };
    const share = Math.floor(((index + 1) * kills) / played.length);
    // If a moment comes too late, another one is chosen.
    while (done.length < share) {
      const kill = await killOnce(fleet);
      if (kill) done.push(kill);
    }
    project.remove();
    await scenario.clear();
  }
  return done;
}

interface Fleet {
  readonly engine: TestEngine;
  readonly scenario: Scenario;
  readonly project: Project;
  readonly kind: Kind;
  readonly macs: readonly string[];
  readonly random: Random;
  size: number;
  url: string;
}

/** Undefined if the apply had ended before. */
async function killOnce(fleet: Fleet): Promise<Kill | undefined> {
  const { engine, scenario, project, kind, random } = fleet;
  const problems: string[] = [];
  const before = inState(kind, project);
  const wanted = writeNext(fleet);
  const victim = random.below(2) === 0 ? 'engine' : 'provider';
  const output = await applyAndKill(fleet, victim);
  const calls = scenario.proxy.calls().length;
  scenario.proxy.use(() => undefined);
  if (output === undefined) return undefined;

  const stateLost = !isReadable(project);
  if (stateLost) putBackState(project);
  const there = await scenario.rows();
  const known = new Set(inState(kind, project).map(({ mac }) => mac));
  const unmanaged = there.filter(({ mac }) => !known.has(mac));
  for (const { mac } of unmanaged) {
    if (!wanted.some((phone) => phone.mac === mac))
      problems.push(`${mac} is registered but neither declared nor in the state`);
  }
  const next = await project.apply();
  if (next.code !== 0) problems.push(`the next apply failed: ${words(next).slice(-2000)}`);
  if (text(await scenario.rows()) !== text(wanted)) problems.push('the server does not have what it should');
  if (text(inState(kind, project)) !== text(wanted)) problems.push('the state does not say what it should');
  if (problems.length > 0)
    problems.push(`it was: ${before.length} phones, then ${wanted.length}; ${output.slice(-1000)}`);
  return { engine: engine.name, kind: kind.name, victim, calls, unknown: unmanaged.length, stateLost, problems };
}

/** Declares other phones, or the same with another URL; returns the expected registrations. */
function writeNext(fleet: Fleet): readonly Phone[] {
  const { random, macs, project, kind } = fleet;
  const turned = fleet.url === URL ? 'http://new.example/%MACD.xml' : URL;
  const url = random.below(3) === 0 ? turned : fleet.url;
  let size = fleet.size;
  while (size === fleet.size && url === fleet.url) size = random.below(macs.length + 1);
  Object.assign(fleet, { size, url });
  const some = macs.slice(0, size);
  project.write({
    'main.tf': config(size === 0 ? '' : kind.hcl(some, url), settings),
    'devices.csv': csvOf(some),
  });
  return some.map((mac) => ({ mac, providerName: NAME, url }));
}

/** Applies and kills at a random call, shortly after it, or at a random time; undefined if the apply had ended. */
async function applyAndKill({ scenario, project, random }: Fleet, victim: Kill['victim']): Promise<string | undefined> {
  const atTime = random.below(4) === 0;
  const delay = random.below(atTime ? 1500 : 40);
  const moment = 1 + random.below(12);
  const running = project.start('apply', '-auto-approve');
  let pids: readonly number[] = [];
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const strike = (): void => {
    if (over) return;
    pids = running.providerPids('gigaset');
    if (victim === 'engine') running.kill('SIGKILL');
    else for (const pid of pids) kill(pid);
  };
  let seen = 0;
  scenario.proxy.use(() => {
    if (!atTime && ++seen === moment) timer = setTimeout(strike, delay);
    return undefined;
  });
  if (atTime) timer = setTimeout(strike, delay);
  const { code, output } = await running.finished;
  over = true;
  clearTimeout(timer);
  // Wait until a provider without an engine has ended, so that it does not affect what follows.
  await Promise.all(pids.map(gone));
  return code === 0 ? undefined : output;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had already ended.
  }
}

/** Terraform writes its state in place, so a kill can leave it truncated or empty. */
function isReadable(project: Project): boolean {
  if (!existsSync(join(project.dir, 'terraform.tfstate'))) return true;
  try {
    JSON.parse(readState(project));
    return true;
  } catch {
    return false;
  }
}

/** Restores the backup that the engine makes before it writes a new state. */
function putBackState(project: Project): void {
  const aside = existsSync(join(project.dir, 'terraform.tfstate.backup'));
  project.write({ 'terraform.tfstate': aside ? project.read('terraform.tfstate.backup') : undefined });
}

const text = (phones: readonly Phone[]): string => JSON.stringify(phones);
