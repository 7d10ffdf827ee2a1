import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** MAC-IDs, URL and provider name. */
type Params = [string[], string, string];

/** A codec under test. The results are checked afterwards, to be sure that the work was done. */
export interface Codec {
  /** Decodes the devices of a listDevices answer. */
  decode(document: Uint8Array): unknown;
  /** Encodes a registerDeviceList call with these parameters. */
  encode(params: Params): Uint8Array;
}

/**
 * Runs a worker: its command line is `decode FILE` or `encode FILE`; for each line on stdin it does the task once and
 * prints a line with the sample.
 */
export async function work(codec: Codec): Promise<void> {
  const [, , task, file = ''] = process.argv;
  const bytes = readFileSync(file);
  if (task === 'decode') {
    await answerRuns(
      () => codec.decode(bytes),
      (devices) => Array.isArray(devices) && devices.length === 50_000,
    );
  } else {
    const params: unknown = JSON.parse(bytes.toString());
    if (!isParams(params)) throw new Error(`${file} does not hold the parameters of registerDeviceList`);
    await answerRuns(
      () => codec.encode(params),
      (document) => document instanceof Uint8Array && document.toString().split('<string>').length === 10_003,
    );
  }
}

/** Splits bytes into chunks as a socket delivers them. */
export function* inChunks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536);
}

async function answerRuns(run: () => unknown, isRight: (result: unknown) => boolean): Promise<void> {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- every line means the same
  for await (const _ of createInterface({ input: process.stdin })) {
    const started = performance.now();
    const result = await run();
    const ms = performance.now() - started;
    // maxRSS is in kilobytes.
    const peakBytes = process.resourceUsage().maxRSS * 1024;
    if (!isRight(result)) throw new Error('the codec did not do its work');
    process.stdout.write(`${JSON.stringify({ ms, peakBytes })}\n`);
  }
}

function isParams(value: unknown): value is Params {
  if (!Array.isArray(value)) return false;
  const params: readonly unknown[] = value;
  const [macIds, ...others] = params;
  const isString = (item: unknown): boolean => typeof item === 'string';
  return Array.isArray(macIds) && macIds.every(isString) && others.length === 2 && others.every(isString);
}
