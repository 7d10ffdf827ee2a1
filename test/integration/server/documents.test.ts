import { join } from 'node:path';
import { run } from '../../../tools/run.ts';
import type { TestServer } from '../../support/server.ts';
import { onEachDatabase } from './databases.ts';

const folder = join(import.meta.dirname, '../../support/documents');

const string = (text: string): string => `<value><string>${text}</string></value>`;
const boolean = (flag: 0 | 1): string => `<value><boolean>${flag}</boolean></value>`;
const array = (...values: readonly string[]): string => `<value><array><data>${values.join('')}</data></array></value>`;
const response = (value: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<methodResponse><params><param>${value}</param></params></methodResponse>`;

const reception = '7C2F80820EC0';
const kitchen = '7C2F80208295';
const single = 'http://172.29.0.103/plainxml/42/2/xml/7C2F80820EC0.xml';
const date = 'DATE';

/** The documents of the vendor's manual in a plausible order, with the documented answers. */
const conversation: readonly [string, string, string][] = [
  ['listDevices', 'nothing', array()],
  ['checkDevice', 'mac_not_found', array(boolean(0), string(`mac_not_found:${reception}`))],
  ['registerDevice', 'OK: password', array(boolean(1), string('OK: password'))],
  ['registerDevice', 'mac_already_in_use', array(boolean(0), string(`mac_already_in_use:${reception}`))],
  ['checkDevice', 'MAC, NAME, DATE, URL', array(boolean(1), ...[reception, 'Daryna', date, single].map(string))],
  ['listDevices', 'a row', array(array(...[reception, 'Daryna', single, date].map(string)))],
  [
    'registerDeviceList',
    'one answer per phone',
    array(boolean(0), string(`mac_already_in_use:${reception}`), string('OK: password')),
  ],
  [
    'listDevices-name',
    'two rows',
    array(
      array(...[kitchen, 'Daryna', 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml', date].map(string)),
      array(...[reception, 'Daryna', single, date].map(string)),
    ),
  ],
  ['deregisterDevice', 'OK', array(boolean(1), string('OK'))],
  ['deregisterDevice', 'mac_not_found', array(boolean(0), string(`mac_not_found:${reception}`))],
  [
    'deregisterDeviceList',
    'one answer per phone',
    array(boolean(0), string(`mac_not_found:${reception}`), string('OK')),
  ],
  ['registerDeviceList', 'OK: password, each', array(boolean(1), string('OK: password'), string('OK: password'))],
  ['deregisterDeviceList', 'OK, each', array(boolean(1), string('OK'), string('OK'))],
  ['listDevices-name', 'nothing', array()],
];

onEachDatabase(({ start }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  describe.each([
    ["curl's own content type", []],
    ['text/xml', ['--header', 'Content-Type: text/xml']],
    ['chunks of unknown length', ['--header', 'Transfer-Encoding: chunked']],
  ])("the manual's XML documents, sent byte for byte by curl with %s", (_, args) => {
    test.each(conversation)('%s.xml: %s', async (document, _answer, expected) => {
      const { code, stdout } = await run('curl', [
        ...['--silent', '--show-error', '--fail', '--user', `${server.username}:${server.password}`, ...args],
        ...['--data-binary', `@${join(folder, `${document}.xml`)}`, `${server.url}/apxml/rpc.do`],
      ]);
      expect(code).toBe(0);
      expect(stdout.trim().replace(/\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/g, date)).toBe(response(expected));
    });
  });
});
