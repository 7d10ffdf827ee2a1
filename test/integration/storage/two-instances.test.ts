import { SEED } from '../../support/random.ts';
import { useOpening, usePostgres } from './databases.ts';
import { linearize, type Operation } from './linearizable.ts';
import { addActor, backupOf } from './phones.ts';
import { startWorker } from './worker.ts';

const operationsEach = 5000;
const phones = 25;

describe('two instances on one PostgreSQL', () => {
  const postgres = usePostgres();
  const open = useOpening(() => postgres().createDatabase());

  test(`answer 10,000 requests for the same phones as if they were sequential (seed ${SEED})`, async () => {
    const location = await postgres().createDatabase();
    const storage = await open(location);
    for (const name of ['ann', 'bob']) await addActor(storage, name);

    const instances = [SEED, SEED + 1].map((seed) =>
      startWorker('instance.ts', [location, String(operationsEach), String(phones), String(seed)]),
    );
    for (const instance of instances) expect(await instance.line()).toBe('ready');
    for (const instance of instances) instance.tell('go');
    const histories = await Promise.all(
      instances.map(async (instance) => {
        const lines: (Operation & { mac: string })[] = [];
        for (let line = await instance.line(); line !== undefined; line = await instance.line()) {
          const operation: Operation & { mac: string } = JSON.parse(line);
          lines.push(operation);
        }
        return lines;
      }),
    );
    expect(await Promise.all(instances.map(({ exited }) => exited))).toEqual([0, 0]);
    const operations = histories.flat();
    expect(operations).toHaveLength(2 * operationsEach);
    // The instances did overlap: each of the four answers occurred often.
    const count = (outcome: string): number => operations.filter((operation) => operation.outcome === outcome).length;
    for (const outcome of ['registered', 'in_use', 'deregistered', 'not_found'])
      expect(count(outcome)).toBeGreaterThan(500);
    const [first, second] = histories.map((history) => ({
      start: Math.min(...history.map(({ start }) => start)),
      end: Math.max(...history.map(({ end }) => end)),
    }));
    expect(first && second && first.start < second.end && second.start < first.end).toBe(true);

    const macs = new Set(operations.map(({ mac }) => mac));
    expect(macs.size).toBe(phones);
    for (const mac of macs) {
      const owners = linearize(operations.filter((operation) => operation.mac === mac));
      const registered = await storage.registrations.findForPhone(mac);
      expect({ mac, owners: [...owners] }).toMatchObject({
        owners: expect.arrayContaining([registered?.url ?? '']),
      });
    }

    // The audit log contains exactly the acknowledged changes.
    const auditLog = (await backupOf(storage)).filter((record) => record.kind === 'audit');
    for (const action of ['registered', 'deregistered'] as const) {
      expect(auditLog.filter((entry) => entry.action === action).flatMap(({ macs }) => macs)).toHaveLength(
        count(action),
      );
    }
  });
});

describe('the linearizability check', () => {
  const operation = (account: string, outcome: string, start: number, end: number): Operation => ({
    kind: outcome === 'registered' || outcome === 'in_use' ? 'register' : 'deregister',
    account,
    outcome,
    start,
    end,
  });

  test.each([
    ['one after the other', [operation('ann', 'registered', 1, 2), operation('bob', 'in_use', 3, 4)], ['ann']],
    [
      'at the same time, in either order',
      [operation('ann', 'registered', 1, 4), operation('bob', 'not_found', 2, 3)],
      ['ann'],
    ],
    [
      'at the same time, in one order only',
      [
        operation('bob', 'registered', 1, 9),
        operation('ann', 'registered', 2, 8),
        operation('ann', 'deregistered', 3, 7),
      ],
      ['bob'],
    ],
  ])('finds the final owner of a valid history: %s', (_, operations, owners) => {
    expect([...linearize(operations)]).toEqual(owners);
  });

  test.each([
    ['two have one phone', [operation('ann', 'registered', 1, 2), operation('bob', 'registered', 3, 4)]],
    ['two have it at the same time', [operation('ann', 'registered', 1, 4), operation('bob', 'registered', 2, 3)]],
    ['a phone without an owner is in use', [operation('ann', 'in_use', 1, 2)]],
    ['a registration is lost', [operation('ann', 'registered', 1, 2), operation('ann', 'not_found', 3, 4)]],
    [
      "a stranger's phone is deregistered",
      [operation('ann', 'registered', 1, 2), operation('bob', 'deregistered', 3, 4)],
    ],
    ['an answer comes too late', [operation('ann', 'in_use', 1, 2), operation('bob', 'registered', 3, 4)]],
  ])('rejects a history in which %s', (_, operations) => {
    expect(linearize(operations).size).toBe(0);
  });
});
