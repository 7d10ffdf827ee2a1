import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { endMarked, MARK } from '../../../tools/test/leftovers.ts';
import { describeUnless } from '../../support/foreign-peers.ts';

const reason = process.platform === 'linux' ? undefined : 'processes are found in /proc, which only Linux has';

describeUnless(reason, 'processes that a test leaves behind', () => {
  /** Starts a program that starts another one, and returns the second one's ID once it runs. */
  const family = async (mark: string) => {
    const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; wait'], { env: { ...process.env, [MARK]: mark } });
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    return { parent, child: Number(line) };
  };

  test('are killed together with their children; other processes are not', async () => {
    const [ours, theirs] = await Promise.all([family('mark-1/a'), family('mark-2/a')]);
    const ended = once(ours.parent, 'exit');
    expect(endMarked('mark-1')).toHaveLength(2);
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(theirs.parent.exitCode).toBeNull();
    process.kill(theirs.child, 'SIGTERM');
    await once(theirs.parent, 'exit');
  });

  test('carry the mark of their file', async () => {
    const { stdout } = spawn(process.execPath, ['-p', `process.env.${MARK}`]);
    const [line] = await once(createInterface({ input: stdout }), 'line');
    expect(line).toBe(process.env[MARK]);
    expect(line).toMatch(/\/\d+\/\d+\.$/);
  });
});
