import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, boot, header } from '../../../support/phone-client.ts';
import { basic, callDocument } from '../http.ts';
import type { BystandersPlan, Experience } from './bystanders.ts';

// The process that bystanders.ts starts. It gets a plan, says when it has begun, and reports when it is told to stop.

/** The provisioner's address, which no attacker has. */
const PROVISIONER_ADDRESS = '127.0.0.200';
/** A phone that no attack registers. */
const ownPhone = '7C2F80BBBBBB-ABCD';

interface Journal {
  readonly durations: number[];
  readonly errors: Set<string>;
}

const journal = (): Journal => ({ durations: [], errors: new Set() });

/** Records how long a request took, and its problem if there was one. */
async function record({ durations, errors }: Journal, request: () => Promise<string | undefined>): Promise<void> {
  const startedAt = performance.now();
  try {
    const problem = await request();
    if (problem !== undefined) errors.add(problem);
  } catch (error) {
    errors.add(error instanceof Error ? error.message : String(error));
  }
  durations.push(performance.now() - startedAt);
}

function experience({ durations, errors }: Journal): Experience {
  const sorted = durations.toSorted((left, right) => left - right);
  return {
    answered: sorted.length,
    slowestMs: sorted.at(-1) ?? 0,
    p99Ms: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0,
    errors: [...errors],
  };
}

async function run(plan: BystandersPlan): Promise<void> {
  const phones = journal();
  const provisioner = journal();
  let stopping = false;
  process.on('message', () => (stopping = true));

  const bootNext = async (turn: number): Promise<string | undefined> => {
    const macId = plan.macIds[turn % plan.macIds.length] ?? '';
    const reply = await boot(`${plan.server}/device/42/2/`, { username: macId.slice(0, 12), password: macId });
    const [location] = header(reply, 'location');
    return reply.status === 302 && location === plan.location ? undefined : `${reply.status} ${reply.body.trim()}`;
  };
  /** Boots start at their time, whether or not earlier ones have been answered. */
  const bootPhones = async (): Promise<void> => {
    const startedAt = performance.now();
    const boots: Promise<void>[] = [];
    for (let turn = 0; !stopping; turn++) {
      const wait = startedAt + (turn * 1000) / plan.bootsPerSecond - performance.now();
      if (wait > 0) await pause(wait);
      boots.push(record(phones, () => bootNext(turn)));
    }
    await Promise.all(boots);
  };

  const { username, password } = plan.provisioner;
  const call = async (method: string, expected: string, ...values: readonly string[]): Promise<string | undefined> => {
    const reply = await ask(`${plan.server}/apxml/rpc.do`, {
      method: 'POST',
      headers: { Authorization: basic(username, password) },
      body: callDocument(`autoprov.${method}`, ...values),
      from: PROVISIONER_ADDRESS,
    });
    return reply.status === 200 && reply.body.includes(expected)
      ? undefined
      : `${method}: ${reply.status} ${reply.body}`;
  };
  const provision = async (): Promise<void> => {
    while (!stopping) {
      await record(provisioner, () => call('registerDevice', 'OK', ownPhone, 'http://b.example/', 'Bystander'));
      await record(provisioner, () => call('checkDevice', 'http://b.example/', ownPhone));
      await record(provisioner, () => call('deregisterDevice', 'OK', ownPhone));
    }
  };

  // The first request of each kind is not measured: connections and code are warm afterwards.
  for (const problem of [await bootNext(0), await call('listDevices', '</array>')]) {
    if (problem !== undefined) throw new Error(`Before the attack: ${problem}`);
  }
  process.send?.('started');
  await Promise.all([bootPhones(), provision()]);
  process.send?.({ phones: experience(phones), provisioner: experience(provisioner) });
}

const [plan]: BystandersPlan[] = await once(process, 'message');
if (plan === undefined) throw new Error('There was no plan.');
await run(plan);
