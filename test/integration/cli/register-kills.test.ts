import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { useFaultyService } from '../../support/faulty-service.ts';
import { macIdRange, macRange } from '../../support/phones.ts';
import { randomFrom, SEED } from '../../support/random.ts';
import { runCommand, startCommand } from '../../support/server.ts';

/** `TEST_PHONES=10000` is the fleet of the acceptance criterion. */
const PHONES = Number(process.env['TEST_PHONES'] ?? 4_000);
const BATCH = 500;
const KILLS = 5;
/** A list takes about as long, so a kill comes before, during or after one. */
const MAX_DELAY_MS = 60;

const service = useFaultyService();
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-kills-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** How often each MAC was registered, from the server's audit log. */
function registrationsOf(dataDir: string): ReadonlyMap<string, number> {
  const database = new DatabaseSync(join(dataDir, 'redirect.sqlite'), { readOnly: true });
  try {
    const times = new Map<string, number>();
    for (const { macs } of database.prepare("SELECT macs FROM audit_log WHERE action = 'registered'").all()) {
      for (const mac of String(macs).match(/[0-9A-F]{12}/g) ?? []) times.set(mac, (times.get(mac) ?? 0) + 1);
    }
    return times;
  } finally {
    database.close();
  }
}

test(`after SIGKILL at random moments (seed ${SEED}), register does the rest, each phone once`, async () => {
  const file = join(dir, 'devices.csv');
  writeFileSync(
    file,
    `mac_id;url;provider_name\n${macIdRange(PHONES)
      .map((id) => `${id};http://provider.example/%MACD.xml;Daryna\n`)
      .join('')}`,
  );
  const random = randomFrom(SEED);
  let lists = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const fatal = 1 + random.below(Math.ceil(PHONES / BATCH / KILLS));
    const delayMs = random.below(MAX_DELAY_MS);
    service.proxy.use(({ method, nth }) => {
      if (method === 'registerDeviceList' && nth === fatal) setTimeout(() => command.kill('SIGKILL'), delayMs);
      return undefined;
    });
    const command = startCommand(['register', '--file', file], '', service.env);
    await command.finished;
    lists += service.proxy.counts()['registerDeviceList'] ?? 0;
    // The server completes the lists that it has received.
    await service.server.logged(new RegExp(`(?:"rpc":"autoprov\\.registerDeviceList"[^]*?){${lists}}`));
  }
  service.proxy.use(() => undefined);
  const before = (await service.rows()).length;
  const { code, stdout } = await runCommand(['register', '--file', file, '--json'], '', service.env);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    phones: PHONES,
    registered: PHONES - before,
    unchanged: before,
    failed: 0,
    unknown: 0,
    notTried: 0,
  });
  expect((await service.rows()).map(({ mac }) => mac)).toEqual(macRange(PHONES));
  const times = registrationsOf(service.server.dataDir);
  expect(times.size).toBe(PHONES);
  expect([...times.values()].filter((count) => count !== 1)).toEqual([]);
});
