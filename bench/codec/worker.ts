import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** MAC-IDs, URL and provider name. */
type Params = [string[], string, string];

/** A codec at work. The results are looked at afterwards, so that nothing is measured that was not done. */
export interface Codec {
  /** The devices of a listDevices answer, from its bytes; or a promise of them. */
  decode(document: Uint8Array): unknown;
  /** A registerDeviceList call with these parameters, as bytes. */
  encode(params: Params): Uint8Array;
}

/**
 * A worker's whole life: `decode FILE` or `encode FILE` on its command line says what to do, and for each line on stdin it
 * does it once and writes a line with the figures.
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

/** Bytes as a socket hands them to a client. */
export function* inChunks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536);
}

async function answerRuns(run: () => unknown, isRight: (result: unknown) => boolean): Promise<void> {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- every line means the same
  for await (const _ of createInterface({ input: process.stdin })) {
    const started = performance.now();
    const result = await run();
    const ms = performance.now() - started;
    // maxRSS comes in kilobytes.
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
