import { join } from 'node:path';
import { openStorage, type Storage } from '../server/storage/index.ts';
import { visit, type Visitor } from '../test/integration/server/visitor.ts';
import { macRange } from '../test/support/phones.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { startTestServer, type TestServer } from '../test/support/server.ts';
import type { Benchmark } from './benchmark.ts';
import { judged } from './compare.ts';
import { summarize, timed } from './measure.ts';
import type { Row } from './row.ts';

const phoneTotal = 1_000_000;
/** Phones that are registered at a time: each list has a target of its own. */
const listLength = 10_000;
const rounds = 7;
const actor = (accountId: number) => ({ accountId, channel: 'xmlrpc' }) as const;

/** The portal with 1,000,000 registrations of one account, on both databases: what a person waits for. */
export const portal: Benchmark = {
  name: 'portal',
  about: 'the portal with 1,000,000 phones in one account: lists, filters and searches, on both databases',
  run,
};

async function run(report: (line: string) => void): Promise<readonly Row[]> {
  report('registering 1,000,000 phones on SQLite');
  const onSqlite = await startTestServer();
  const rows = await measure('SQLite', onSqlite, () => Promise.resolve()).finally(() => onSqlite.stop());
  report('registering 1,000,000 phones on PostgreSQL');
  const postgres = await startPostgres();
  try {
    const database = await postgres.createDatabase();
    const onPostgres = await startTestServer({ database });
    // As autovacuum does within a minute.
    const settle = () => postgres.sql(database, 'VACUUM ANALYZE registrations');
    return [...rows, ...(await measure('PostgreSQL', onPostgres, settle).finally(() => onPostgres.stop()))];
  } finally {
    await postgres.stop();
  }
}

async function measure(kind: string, server: TestServer, settle: () => Promise<unknown>): Promise<readonly Row[]> {
  const storage = await openStorage(server.database ?? join(server.dataDir, 'redirect.sqlite'));
  try {
    const accountId = (await storage.accounts.find(server.username))?.id ?? 0;
    await fill(storage, accountId);
    await settle();
    const visitor = await visit(server);
    const load = async (path: string): Promise<number> => {
      const samples: number[] = [];
      for (let round = 0; round < rounds; round++) samples.push(await timed(() => get(visitor, path)));
      return summarize(samples).median;
    };
    const names: number[] = [];
    for (let round = 0; round < rounds; round++) {
      names.push(await timed(() => storage.registrations.mostUsed(accountId, 200)));
    }
    const within = (name: string, value: number, limit: number): Row =>
      judged({ name: `${name}, 1,000,000 phones, ${kind}`, unit: 'ms', value }, `< ${limit} ms`, value < limit);
    return [
      within('the provider names and URLs', summarize(names).median, 300),
      within('a page of the list', await load('/portal/phones'), 100),
      within('the list by provider name', await load('/portal/phones?sort=provider_name'), 1000),
      within('a filter by provider name', await load('/portal/phones?provider=Site+7'), 1000),
      within('a search for a MAC', await load('/portal/phones?search=7C2F80012345'), 1000),
      within('a search that finds nothing', await load('/portal/phones?search=nothing+at+all'), 1000),
      within('re-pointing 10,000 of a filter', await timed(() => repointSite(visitor)), 5000),
    ];
  } finally {
    await storage.close();
  }
}

async function fill({ registrations }: Storage, accountId: number): Promise<void> {
  const encryptedId = new Uint8Array(32);
  for (let first = 0; first < phoneTotal; first += listLength) {
    const site = first / listLength;
    await registrations.register(actor(accountId), {
      ...{ url: `http://pbx${site}.provider.example/plainxml/%DVID/xml/%MACD.xml`, providerName: `Site ${site}` },
      ...{ registeredAt: new Date(), phones: macRange(listLength, first).map((mac) => ({ mac, encryptedId })) },
    });
  }
}

async function get(visitor: Visitor, path: string): Promise<string> {
  const { status, text } = await visitor.send(path);
  if (status !== 200) throw new Error(`${path} was answered with ${status}`);
  return text;
}

/** Confirms the preview and waits for the last phone. */
async function repointSite(visitor: Visitor): Promise<void> {
  const target = { to_url: 'http://new.provider.example/%MACD.xml', provider_name: 'New' };
  const preview = await visitor.submit('/portal/repoint', { provider: 'Site 42', ...target });
  const encrypted = /name="target" value="([^"]+)"/.exec(preview.text)?.[1] ?? '';
  const confirmation = { provider: 'Site 42', target: encrypted, count: String(listLength) };
  const { text } = await visitor.submit('/portal/repoint', confirmation);
  if (!text.includes(`${listLength.toLocaleString('en')} phones re-pointed`))
    throw new Error('The phones were not re-pointed.');
}
