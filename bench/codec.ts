import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { startCodec, type CodecProcess, type Sample } from './codec/codec-process.ts';
import { atLeast, forInformation } from './compare.ts';
import { inTurns, summarize } from './measure.ts';
import type { Row } from './row.ts';

const devicesInList = 50_000;
const phonesInCall = 10_000;

const codecs = ['ours', 'npm xmlrpc', 'Python xmlrpc.client'] as const;
type CodecName = (typeof codecs)[number];

interface Task {
  readonly name: string;
  /** The task's name for the workers. */
  readonly argument: 'decode' | 'encode';
  readonly size: number;
  readonly unit: string;
  /** More rounds for tasks of a few milliseconds, which other load on the machine can double. */
  readonly rounds: number;
  /** The input, which the worker reads before it measures. */
  readonly file: string;
}

/**
 * Our codec and the two that people use today: decoding a long listDevices, encoding a long registerDeviceList. Each runs
 * in a separate process, from bytes to values and vice versa.
 */
export const codec: Benchmark = {
  name: 'codec',
  about: 'XML-RPC: decode 50,000 devices, encode 10,000, against npm xmlrpc and Python',
  async run(report) {
    const dir = mkdtempSync(join(tmpdir(), 'gigaset-codec-'));
    try {
      const rows: Row[] = [];
      for (const task of await prepare(dir)) rows.push(...(await compare(task, report)));
      return rows;
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

/** Python writes the document to decode, so that no codec in Node.js reads its own output. */
async function prepare(dir: string): Promise<readonly Task[]> {
  const list = join(dir, 'list.json');
  const document = join(dir, 'list.xml');
  const call = join(dir, 'call.json');
  writeFileSync(list, JSON.stringify(Array.from({ length: devicesInList }, (_, index) => registration(index))));
  const macIds = Array.from({ length: phonesInCall }, (_, index) => `${macOf(index)}-${hex(index * 40_503, 4)}`);
  writeFileSync(call, JSON.stringify([macIds, 'http://provider.example/plainxml/%DVID/xml/%MACD.xml', 'Daryna']));
  const writer = await startCodec('Python xmlrpc.client', ['write', list, document]);
  await writer.end();
  return [
    {
      name: `decode ${devicesInList} devices`,
      argument: 'decode',
      size: devicesInList,
      unit: 'devices/s',
      rounds: 9,
      file: document,
    },
    {
      name: `encode ${phonesInCall} phones`,
      argument: 'encode',
      size: phonesInCall,
      unit: 'phones/s',
      rounds: 51,
      file: call,
    },
  ];
}

/** Speed as the median of several runs, and the peak memory of a process after the first run. */
async function compare(task: Task, report: (line: string) => void): Promise<readonly Row[]> {
  const workers: Record<CodecName, CodecProcess> = {
    ours: await startCodec('ours', [task.argument, task.file]),
    'npm xmlrpc': await startCodec('npm xmlrpc', [task.argument, task.file]),
    'Python xmlrpc.client': await startCodec('Python xmlrpc.client', [task.argument, task.file]),
  };
  const first = await inTurns(
    mapCodecs((name) => () => workers[name].measure()),
    1,
  );
  const samples = await inTurns(
    mapCodecs((name) => () => workers[name].measure()),
    task.rounds - 1,
    { onRound: (round) => report(`${task.name}: run ${round + 1} of ${task.rounds}`) },
  );
  for (const name of codecs) await workers[name].end();

  const results = mapCodecs((name) => [...first[name], ...samples[name]]);
  const speed = mapCodecs((name) => (task.size * 1000) / summarize(results[name].map(({ ms }) => ms)).median);
  const memory = mapCodecs((name) => firstOf(first[name]).peakBytes / 1e6);
  const goals = { 'npm xmlrpc': 8, 'Python xmlrpc.client': 2 } as const;
  return (['npm xmlrpc', 'Python xmlrpc.client'] as const).flatMap((peerName) => [
    atLeast(goals[peerName], {
      name: task.name,
      unit: task.unit,
      value: speed.ours,
      peer: speed[peerName],
      peerName,
    }),
    forInformation({
      name: `${task.name}: peak memory of the process`,
      unit: 'MB',
      value: memory.ours,
      peer: memory[peerName],
      peerName,
    }),
  ]);
}

function mapCodecs<T>(make: (name: CodecName) => T): Record<CodecName, T> {
  return {
    ours: make('ours'),
    'npm xmlrpc': make('npm xmlrpc'),
    'Python xmlrpc.client': make('Python xmlrpc.client'),
  };
}

function firstOf(samples: readonly Sample[]): Sample {
  const [first] = samples;
  if (first === undefined) throw new Error('nothing was measured');
  return first;
}

/** As listDevices has it: MAC, name, URL, date. */
function registration(index: number): readonly string[] {
  const mac = macOf(index);
  const minute = String(index % 60).padStart(2, '0');
  return [
    mac,
    `Site ${index % 40}`,
    `http://provider.example/plainxml/42/2/xml/${mac}.xml`,
    `2026-03-01 12:${minute}:00`,
  ];
}

function macOf(index: number): string {
  return `7C2F80${hex(index * 257, 6)}`;
}

function hex(number: number, digits: number): string {
  return (number % 16 ** digits).toString(16).toUpperCase().padStart(digits, '0');
}
