import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { run } from '../../../tools/run.ts';

/** The stderr of a program that uses the log. */
async function logOf(body: string): Promise<string> {
  const module = JSON.stringify(join(root, 'server/http/log-lines.ts'));
  const program = `
    const { gatherLines } = await import(${module});
    const writes = [];
    const log = gatherLines({ write: (lines) => { writes.push(lines); process.stderr.write(lines); } });
    const info = (text) => log.write('{"level":30,"msg":"' + text + '"}\\n');
    ${body}`;
  const { stderr } = await run(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '--eval',
    program,
  ]);
  return stderr;
}

const messages = (log: string): readonly (string | undefined)[] =>
  [...log.matchAll(/"msg":"(\w+)"/g)].map(([, message]) => message);

test('writes the lines of one turn together in order', async () => {
  const log = await logOf(`
    for (const text of ['one', 'two', 'three']) info(text);
    setImmediate(() => { info('four'); setImmediate(() => process.stderr.write(writes.length + ' writes')); });`);
  expect(messages(log)).toEqual(['one', 'two', 'three', 'four']);
  expect(log).toContain('2 writes');
});

test.each([
  ['ends itself', 'process.exit(3);'],
  ['fails', 'throw new Error("a fault");'],
])('a process that %s in the middle of a turn has written its lines', async (_how, end) => {
  expect(messages(await logOf(`info('one'); info('two'); ${end}`))).toEqual(['one', 'two']);
});

test('a flush writes at once and keeps the order', async () => {
  const log = await logOf(`
    info('one');
    info('bad');
    log.flush();
    process.stderr.write(writes.length + ' writes');
    process.kill(process.pid, 'SIGKILL');`);
  expect(messages(log)).toEqual(['one', 'bad']);
});

test('an error is written at once and keeps the order', async () => {
  const app = JSON.stringify(join(root, 'server/http/app.ts'));
  const log = await logOf(`
    const { createApp } = await import(${app});
    const { log: own } = createApp({ level: 'info', stream: log }, { directions: 'Nowhere.', tls: undefined });
    own.info('one');
    process.stderr.write(writes.length + ' writes');
    own.error('bad');
    process.kill(process.pid, 'SIGKILL');`);
  expect(messages(log)).toEqual(['one', 'bad']);
  expect(log).toMatch(/^0 writes/);
});

test('lines after the end are written at once', async () => {
  const log = await logOf(`info('one'); log.end(); info('late'); process.kill(process.pid, 'SIGKILL');`);
  expect(messages(log)).toEqual(['one', 'late']);
});
