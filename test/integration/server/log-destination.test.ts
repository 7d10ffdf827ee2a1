import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { StringDecoder } from 'node:string_decoder';
import { openLog } from '../../../server/http/log.ts';
import { dist } from '../../../tools/paths.ts';
import { useFolder } from '../storage/databases.ts';

const folder = useFolder();
let pipes = 0;

/** A pipe that only `read` empties; reports when it is full. */
function openPipe() {
  const path = join(folder(), `pipe ${pipes++}`);
  spawnSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(1024 * 1024);
  const decoder = new StringDecoder('utf8');
  return {
    log: openLog(writer),
    /** Its current content. */
    read: (): string => {
      try {
        return decoder.write(buffer.subarray(0, readSync(reader, buffer)));
      } catch {
        return '';
      }
    },
    leave: () => closeSync(reader),
  };
}

const line = (number: number): string => `{"level":30,"number":${number},"msg":"Ärzte ${'x'.repeat(80)}"}\n`;
const lines = (count: number): string => Array.from({ length: count }, (_, number) => line(number)).join('');
const numbersIn = (text: string): readonly number[] =>
  [...text.matchAll(/"number":(\d+)/g)].map(([, number]) => Number(number));
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, number) => number);

describe('a log whose reader pauses', () => {
  test('delivers all lines in order once it is read again', async () => {
    const { log, read } = openPipe();
    for (const number of upTo(3000)) log.write(line(number));
    let text = '';
    while (!text.includes('"number":2999,')) {
      text += read();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(text).toBe(lines(3000));
  });

  test('reports the number of lost lines if the buffer overflows', async () => {
    const { log, read } = openPipe();
    const written = 200_000;
    for (const number of upTo(written)) log.write(line(number));
    let text = '';
    for (let more = read(); more !== ''; more = read()) {
      text += more;
      log.write('');
      await new Promise((resolve) => setImmediate(resolve));
    }
    const seen = numbersIn(text);
    expect(seen).toEqual(upTo(seen.length));
    expect(seen.length).toBeGreaterThan(50_000);
    const lost = /\{"level":40,"time":"[^"]+","lines":(\d+),"msg":"log lines lost: the log could not be written"\}\n$/;
    expect(Number(lost.exec(text)?.[1])).toBe(written - seen.length);
  });

  test('ends together with its reader', () => {
    const { log, leave } = openPipe();
    leave();
    for (const number of upTo(1000)) log.write(line(number));
  });
});

test('a server whose standard output is closed still answers phones', async () => {
  const server = spawn(join(dist, 'gigaset-redirect'), ['serve', '--port', '0', '--data', join(folder(), 'closed')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  server.stdout.destroy();
  const ended = once(server, 'close');
  let url = '';
  for await (const text of createInterface({ input: server.stderr })) {
    url = /listening on (http[^"]+)"/.exec(text)?.[1] ?? '';
    if (url !== '') break;
  }
  server.stderr.resume();
  for (let phone = 0; phone < 3; phone++) expect((await fetch(`${url}/device/42/2/`)).status).toBe(401);
  server.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('a server with a full log disk still answers phones', async () => {
  const full = openSync('/dev/full', 'w');
  const server = spawn(join(dist, 'gigaset-redirect'), ['serve', '--port', '0', '--data', join(folder(), 'data')], {
    stdio: ['ignore', 'pipe', full],
  });
  closeSync(full);
  const { stdout } = server;
  if (stdout === null) throw new Error('nobody reads where it listens');
  let url = '';
  for await (const text of createInterface({ input: stdout })) {
    url = /^listening on (\S+)$/.exec(text)?.[1] ?? '';
    if (url !== '') break;
  }
  for (let phone = 0; phone < 3; phone++) expect((await fetch(`${url}/device/42/2/`)).status).toBe(401);
  server.kill('SIGTERM');
  expect(await once(server, 'close')).toEqual([0, null]);
});
