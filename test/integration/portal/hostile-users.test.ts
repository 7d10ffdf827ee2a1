import { macIdOf, macOf } from '../../support/phones.ts';
import type { TestServer } from '../../support/server.ts';
import { onEachDatabase } from '../server/databases.ts';
import type { HttpAnswer } from '../server/http.ts';
import { visit, type Visitor } from '../server/visitor.ts';
import { createClient } from '#autoprov';

const url = 'http://provider.example/%MACD.xml';
const newTarget = { to_url: 'http://new.example/%MACD.xml', provider_name: 'New' };

/** A file as the field of an upload. */
const fileForm = (content: Uint8Array | string): FormData => {
  const form = new FormData();
  form.append('file', new Blob([typeof content === 'string' ? content : Uint8Array.from(content)]), 'phones.csv');
  return form;
};

/** The hidden fields of the last form of a page, without its token. */
function hiddenFields({ text }: HttpAnswer): FormData {
  const form = new FormData();
  for (const [, name = '', value = ''] of text
    .slice(text.lastIndexOf('<form'))
    .matchAll(/name="(\w+)" value="([^"]*)"/g)) {
    if (name !== '_csrf') form.append(name, value);
  }
  return form;
}

const asFields = (form: FormData): Readonly<Record<string, string>> =>
  Object.fromEntries([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));

onEachDatabase(({ start }) => {
  let server: TestServer;
  let one: Visitor;
  let other: Visitor;
  beforeAll(async () => {
    server = await start();
    one = await visit(server);
    other = await visit(server);
  });
  afterAll(() => server.stop());

  const register = async (name: string, ...macIds: readonly string[]): Promise<void> => {
    const client = createClient({ endpoint: server.url, username: server.username, password: server.password });
    await client.registerDeviceList(macIds, url, name);
    client.close();
  };
  const preview = (provider: string) => one.submit('/portal/repoint', { provider, ...newTarget });
  const history = async (mac: string, action: string): Promise<number> =>
    [...(await one.send(`/portal/history.csv?mac=${mac}&action=${action}`)).text.matchAll(/\r\n/g)].length - 1;

  test('a confirmation that is sent twice changes each phone once', async () => {
    await register('Double', macIdOf(1), macIdOf(2));
    const confirmation = asFields(hiddenFields(await preview('Double')));
    const answers = await Promise.all([
      one.submit('/portal/repoint', confirmation),
      one.submit('/portal/repoint', confirmation),
    ]);
    expect(answers.map(({ status }) => status < 400)).toEqual([true, true]);
    expect(await history(macOf(1), 'repointed')).toBe(1);

    const shown = await one.submit(
      '/portal/upload',
      fileForm(`mac_id,url,provider_name\n${macIdOf(3)},${url},Double\n`),
    );
    const applied = await Promise.all([1, 2].map(() => one.submit('/portal/upload/apply', hiddenFields(shown))));
    expect(applied.filter(({ text }) => text.includes('1 phone registered.'))).toHaveLength(1);
    expect(await history(macOf(3), 'registered')).toBe(1);
  });

  test('a confirmation from the history of the browser is checked against the phones of now', async () => {
    await register('Back', macIdOf(11), macIdOf(12));
    const confirmation = asFields(hiddenFields(await preview('Back')));
    await one.submit('/portal/repoint', confirmation);
    const again = await one.submit('/portal/repoint', confirmation);
    expect(again.text).toContain('Nothing was changed');
    await one.submit('/portal/deregister', { mac: macOf(11), confirmed: 'yes' });
    await one.submit('/portal/deregister', { mac: macOf(11), confirmed: 'yes' });
    expect((await one.send('/portal/phones')).text).toContain(`mac_not_found:${macOf(11)}`);
    expect(await history(macOf(11), 'deregistered')).toBe(1);
  });

  test('two people at the same phones: the second one gets a new preview', async () => {
    await register('Shared', macIdOf(21), macIdOf(22), macIdOf(23));
    const confirmation = asFields(hiddenFields(await preview('Shared')));
    await other.submit('/portal/deregister', { mac: macOf(22), confirmed: 'yes' });
    const answer = await one.submit('/portal/repoint', confirmation);
    expect(answer.text).toMatch(/now has 2 phones instead of 3.*Nothing was changed/s);
    expect(await history(macOf(21), 'repointed')).toBe(0);
  });

  test('a preview of another session is refused', async () => {
    await register('Stolen', macIdOf(31));
    const confirmation = asFields(hiddenFields(await preview('Stolen')));
    const answer = await other.submit('/portal/repoint', confirmation);
    expect(answer.status).toBe(400);
    expect(await history(macOf(31), 'repointed')).toBe(0);
  });

  test('a form that was open while its user logged out changes nothing', async () => {
    const visitor = await visit(server);
    await visitor.submit('/portal/logout', {});
    const answer = await visitor.submit('/portal/register', { mac_id: macIdOf(41), url, provider_name: 'Late' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/portal/login']);
    expect((await one.send(`/portal/phones/${macOf(41)}`)).status).toBe(404);
  });

  test('a file that is too large is refused before it is read', async () => {
    const answer = await one.submit('/portal/upload', fileForm(new Uint8Array(20 * 1024 * 1024).fill(0x61)));
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('Nothing was changed.');
  });

  const csv = (separator: string): string =>
    [`mac_id${separator}url${separator}provider_name`, [macIdOf(51), url, '"Zürich ""Süd"""'].join(separator), ''].join(
      '\r\n',
    );
  test.each<[string, Uint8Array]>([
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${csv(',')}`)],
    ['UTF-16', Buffer.from(`\ufeff${csv('\t')}`, 'utf16le')],
    ['windows-1252 with semicolons', Buffer.from(csv(';'), 'latin1')],
    ['UTF-8 with tabs', Buffer.from(csv('\t'))],
  ])('a spreadsheet can save a file as %s', async (_encoding, content) => {
    const { text } = await one.submit('/portal/upload', fileForm(content));
    expect(text).toContain('To be registered: 1 phone');
    expect(text).toContain('<bdi>Zürich &quot;Süd&quot;</bdi>');
  });

  const names = ["=cmd|' /C calc'!A0", '@SUM(1+1)', '-2+3', '+1', "'=1", '<b>&"\'</b>', 'משרד "חיפה"'];
  test('an exported name is no formula, and can be uploaded again', async () => {
    for (const [index, name] of names.entries()) await register(name, macIdOf(61 + index));
    const { text } = await one.send(`/portal/phones.csv?search=${macOf(61).slice(0, 10)}`);
    const fields = text.split('\n').map((line) => /^7C2F80[^,]*,[^,]*,"?(.)/.exec(line)?.[1] ?? '');
    expect(fields.filter((first) => /[=+\-@]/.test(first))).toEqual([]);
    const upload = await one.submit('/portal/upload', fileForm(text));
    expect(upload.text).toContain('Nothing to change');
    const audit = await one.send('/portal/history.csv?action=registered');
    expect(audit.text).not.toMatch(/(?:^|,)"?[=@]/m);
  });

  test('a name in another script does not disturb the text around it', async () => {
    for (const path of [
      '/portal/',
      '/portal/phones',
      `/portal/phones/${macOf(67)}`,
      `/portal/history?mac=${macOf(67)}`,
    ]) {
      const { text } = await one.send(path);
      for (const [before] of text.matchAll(/.{6}משרד/g)) expect(before).toMatch(/<bdi>משרד|auto">משרד|alue="משרד/);
      expect(text).not.toContain('<b>&');
    }
  });
});
