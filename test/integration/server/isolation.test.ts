import { boot, comparable } from '../../support/phone-client.ts';
import { type Rounds, shortestTimes, spread } from '../../support/same-time.ts';
import type { TestServer } from '../../support/server.ts';
import { onEachDatabase } from './databases.ts';
import { callDocument, type HttpAnswer, post } from './http.ts';
import { visit, type Visitor } from './visitor.ts';

/** Everything that someone may know of a phone and use to ask for it. */
interface Asked {
  readonly mac: string;
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly account: string;
}

/** Registered by Anna. Existing and missing phones have values of the same length, so that answers can be compared. */
const annas: Asked = {
  mac: '7C2F80ABCDE1',
  id: 'A5B7',
  name: 'Office',
  url: 'http://pbx.example/annas/%MACD.xml',
  account: 'annas',
};
/** Like Anna's phone, but not registered. */
const nobodys: Asked = {
  mac: '7C2F80ABCDE2',
  id: 'C9D3',
  name: 'Ghosts',
  url: 'http://pbx.example/ghost/%MACD.xml',
  account: 'ghost',
};
const wrongId = '0000';
const boris = { mac: '7C2F80000001', id: '0001', name: 'Boris', url: 'http://boris.example/' };

/** The requests that Boris sends. */
interface Hands {
  readonly server: TestServer;
  readonly endpoint: { readonly url: string; readonly username: string; readonly password: string };
  readonly portal: Visitor;
}
type Ask = (hands: Hands, asked: Asked) => Promise<HttpAnswer>;

const string = (text: string): string => `<string>${text}</string>`;
const list = (text: string): string => `<array><data><value>${string(text)}</value></data></array>`;

/** Each spelling of a phone that a method accepts. */
const spellings: readonly [string, (asked: Asked) => string][] = [
  ['the MAC', ({ mac }) => mac],
  ['the right MAC-ID', ({ mac, id }) => `${mac}-${id}`],
  ['a wrong MAC-ID', ({ mac }) => `${mac}-${wrongId}`],
];

/** The calls that must not reveal anything, for each spelling. */
const documents: readonly [string, (asked: Asked) => string][] = [
  ...spellings.flatMap(([spelling, textOf]): [string, (asked: Asked) => string][] => [
    [`checkDevice, ${spelling}`, (asked) => callDocument('autoprov.checkDevice', string(textOf(asked)))],
    [`deregisterDevice, ${spelling}`, (asked) => callDocument('autoprov.deregisterDevice', string(textOf(asked)))],
    [
      `deregisterDeviceList, ${spelling}`,
      (asked) => callDocument('autoprov.deregisterDeviceList', list(textOf(asked))),
    ],
  ]),
  ['listDevices', () => callDocument('autoprov.listDevices')],
  ['listDevices, the provider name', ({ name }) => callDocument('autoprov.listDevices', string(name))],
];

/** Uploads a document, and confirms it if the portal asks. */
const upload = async ({ portal }: Hands, document: string): Promise<HttpAnswer> => {
  const form = new FormData();
  form.append('file', new Blob([document], { type: 'text/xml' }), 'call.xml');
  const answer = await portal.submit('/portal/upload', form);
  const encrypted = /name="encrypted" value="([^"]+)"/.exec(answer.text)?.[1];
  if (encrypted === undefined) return answer;
  const confirmation = new FormData();
  confirmation.append('encrypted', encrypted);
  return portal.submit('/portal/upload/confirmed', confirmation);
};

/** Sends a form and returns the page that follows, which contains the notice. */
const submitAndFollow = async (
  { portal }: Hands,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<HttpAnswer> => {
  const answer = await portal.submit(path, form);
  const location = answer.headers.get('location');
  if (location === null) return answer;
  const next = await portal.send(location);
  return { ...next, text: `${answer.status} ${location}\n${next.text}` };
};

const page =
  (pathOf: (asked: Asked) => string, init?: RequestInit): Ask =>
  ({ portal }, asked) =>
    portal.send(pathOf(asked), init);

const asPhone = async (
  { server }: Hands,
  asked: Asked,
  credentials: { readonly username: string; readonly password: string },
): Promise<HttpAnswer> => {
  const { status, headers, body } = comparable(await boot(`${server.url}/device/42/2/${asked.mac}.xml`, credentials));
  return { status, headers: new Headers(), text: `${headers.join('\n')}\n${body}` };
};

/** Every request to every route that accepts or shows a phone. */
const routes: readonly [string, Ask][] = [
  ...documents.map(([what, write]): [string, Ask] => [
    `XML-RPC: ${what}`,
    ({ endpoint }, asked) => post(endpoint, write(asked)),
  ]),
  ...documents.map(([what, write]): [string, Ask] => [
    `POST /portal/upload: ${what}`,
    (hands, asked) => upload(hands, write(asked)),
  ]),
  ...spellings.map(([spelling, textOf]): [string, Ask] => [
    `POST /portal/check: ${spelling}`,
    (hands, asked) => submitAndFollow(hands, '/portal/check', { mac: textOf(asked) }),
  ]),
  ...spellings.flatMap(([spelling, textOf]): [string, Ask][] => [
    [
      `POST /portal/deregister, not confirmed: ${spelling}`,
      (hands, asked) => submitAndFollow(hands, '/portal/deregister', { mac: textOf(asked) }),
    ],
    [
      `POST /portal/deregister, confirmed: ${spelling}`,
      (hands, asked) => submitAndFollow(hands, '/portal/deregister', { mac: textOf(asked), confirmed: 'yes' }),
    ],
  ]),
  ['GET /portal/', page(() => '/portal/')],
  ['GET /portal/phones', page(() => '/portal/phones')],
  ['GET /portal/phones, the last by date', page(() => '/portal/phones?sort=registeredAt&order=desc&page=2')],
  ['GET /portal/phones?search= the MAC', page(({ mac }) => `/portal/phones?search=${mac}`)],
  ['GET /portal/phones?search= all that the two have in common', page(() => '/portal/phones?search=http://pbx')],
  ['GET /portal/phones?search= the name', page(({ name }) => `/portal/phones?search=${name}`)],
  ['GET /portal/phones?search= a pattern', page(() => '/portal/phones?search=%25')],
  ['GET /portal/phones?provider=', page(({ name }) => `/portal/phones?provider=${name}`)],
  ['GET /portal/phones?url=', page(({ url }) => `/portal/phones?url=${encodeURIComponent(url)}`)],
  ['GET /portal/phones/MAC', page(({ mac }) => `/portal/phones/${mac}`)],
  ['HEAD /portal/phones/MAC', page(({ mac }) => `/portal/phones/${mac}`, { method: 'HEAD' })],
  ['GET /portal/phones/MAC, in small letters', page(({ mac }) => `/portal/phones/${mac.toLowerCase()}`)],
  ['GET /portal/phones/MAC-ID', page(({ mac, id }) => `/portal/phones/${mac}-${id}`)],
  ['GET /portal/phones/MAC?device=', page(({ mac }) => `/portal/phones/${mac}?device=42/2`)],
  ['GET /portal/history', page(() => '/portal/history')],
  ['GET /portal/history?before=', page(() => '/portal/history?before=999999')],
  ['GET /portal/upload', page(() => '/portal/upload')],
  ['GET /portal/help', page(() => '/portal/help')],
  ['GET /portal/templates/MAC', page(({ mac }) => `/portal/templates/${mac}.xml`)],
  ['GET /portal/dx800/MAC', page(({ mac }) => `/portal/dx800/${mac}.txt`)],
  ['GET /portal/assets/MAC', page(({ mac }) => `/portal/assets/${mac}/${mac}`)],
  [
    'the phone endpoint without a login',
    ({ server }, { mac }) =>
      post(server, null, { method: 'GET', path: `/device/42/2/${mac}.xml`, headers: { authorization: undefined } }),
  ],
  [
    "the phone endpoint with a provisioner's login",
    ({ endpoint }, { mac }) => post(endpoint, null, { method: 'GET', path: `/device/42/2/${mac}.xml` }),
  ],
  [
    'the phone endpoint as the phone with a wrong ID',
    (hands, asked) => asPhone(hands, asked, { username: asked.mac, password: `${asked.mac}-${wrongId}` }),
  ],
  [
    "the phone endpoint at the phone's path as another phone",
    (hands, asked) => asPhone(hands, asked, { username: boris.mac, password: `${boris.mac}-${boris.id}` }),
  ],
  [
    "the XML-RPC login with a wrong password of the phone's owner",
    ({ server }, { account }) =>
      post({ url: server.url, username: account, password: 'a guess' }, callDocument('autoprov.listDevices')),
  ],
  [
    "the portal's login with a wrong password of the phone's owner",
    ({ portal }, { account }) =>
      portal.send('/portal/login', {
        method: 'POST',
        body: new URLSearchParams({ name: account, password: 'another guess', to: '' }),
        headers: { cookie: '' },
      }),
  ],
];

onEachDatabase(({ start }) => {
  let server: TestServer;
  let hands: Hands;
  let anna: Visitor;
  beforeAll(async () => {
    server = await start({ username: annas.account });
    await server.addAccount('boris', 'the password of boris');
    const endpoint = { url: server.url, username: 'boris', password: 'the password of boris' };
    for (const [who, { mac, id, url, name }] of [
      [server, annas],
      [endpoint, boris],
    ] as const) {
      await post(who, callDocument('autoprov.registerDevice', ...[`${mac}-${id}`, url, name].map(string)));
    }
    anna = await visit(server);
    hands = { server, endpoint, portal: await visit(endpoint) };
  });
  afterAll(() => server.stop());

  const lastRefused =
    /<dt>Last refused<\/dt>\s*<dd>.*?<\/dd>|<div class="last-refused">.*?<\/div>|<span class="soft">never yet<\/span>/gs;
  /** Everything that Anna can see, except the token of her forms and the last wrong ID for her phone, which anyone can send. */
  const annasView = async (): Promise<readonly string[]> => {
    const pages = [`/portal/phones/${annas.mac}`, '/portal/phones', '/portal/history'];
    const seen = await Promise.all(
      pages.map(async (path) => (await anna.send(path)).text.replace(secrets, '').replace(lastRefused, '')),
    );
    return [...seen, (await post(server, callDocument('autoprov.listDevices'))).text];
  };

  test.each(routes)("%s: answers the same for another account's phone and for none", async (_route, ask) => {
    const before = await annasView();
    expect(before.at(-1)).toContain(annas.url);
    const [theirs, none] = [await ask(hands, annas), await ask(hands, nobodys)];
    expect(masked(theirs, annas)).toEqual(masked(none, nobodys));
    // Nor does the answer contain anything that was not in the request.
    expect(masked(theirs, annas).text).not.toMatch(/annas|Office|pbx\.example/);
    expect(await annasView()).toEqual(before);
  });

  test.each([
    ['registerDevice', string],
    ['registerDeviceList', list],
  ] as const)("%s: another account's phone is in use, whatever its ID, and stays unchanged", async (method, write) => {
    const before = await annasView();
    const register = (id: string): string =>
      callDocument(`autoprov.${method}`, write(`${annas.mac}-${id}`), string('http://boris.example/'), string('Boris'));
    const answers: readonly ((id: string) => Promise<HttpAnswer>)[] = [
      (id) => post(hands.endpoint, register(id)),
      (id) => upload(hands, register(id)),
      (id) =>
        submitAndFollow(hands, '/portal/register', {
          mac_id: `${annas.mac}-${id}`,
          url: 'http://boris.example/',
          provider_name: 'Boris',
        }),
    ];
    for (const ask of answers) {
      const [right, wrong] = [await ask(annas.id), await ask(wrongId)];
      expect(masked(right, annas)).toEqual(masked(wrong, annas));
      expect(right.text).toContain('mac_already_in_use');
      expect(masked(right, annas).text).not.toMatch(/annas|Office|pbx\.example/);
    }
    expect(await annasView()).toEqual(before);
  });

  const fast = { turns: 20, rounds: 10 };
  const timed: readonly [string, Rounds, (asked: Asked, turn: number) => Promise<unknown>][] = [
    ...documents.map(([what, write]): [string, Rounds, (asked: Asked) => Promise<unknown>] => [
      `XML-RPC: ${what}`,
      fast,
      (asked) => post(hands.endpoint, write(asked)),
    ]),
    ['GET /portal/phones/MAC', fast, ({ mac }) => hands.portal.send(`/portal/phones/${mac}`)],
    ['POST /portal/check', fast, ({ mac }) => hands.portal.submit('/portal/check', { mac })],
    [
      "the XML-RPC login with a wrong password of the phone's owner",
      { turns: 2, rounds: 5 },
      ({ account }, turn) =>
        post({ ...hands.endpoint, username: account, password: `guess ${turn}` }, callDocument('a')),
    ],
  ];
  test.each(timed)("%s: takes the same time for another account's phone and for none", async (_route, rounds, ask) => {
    const measure = async (whose: 'theirs' | 'nobodys', turn: number): Promise<number> => {
      const start = performance.now();
      await ask(whose === 'theirs' ? annas : nobodys, turn);
      return performance.now() - start;
    };
    // Skipping the password hash, or looking at a phone before its owner, would differ several times over.
    const limit = 2;
    expect(spread(await shortestTimes(['theirs', 'nobodys'], measure, limit, rounds))).toBeLessThan(limit);
  });
});

/** Form tokens and challenge nonces, which differ in each answer. */
const secrets = /value="[\w-]{30,}\.?[\w-]*"|nonce="[\w-]+"/g;

/** An answer without the values of its request and without random values. */
function masked({ status, headers, text }: HttpAnswer, asked: Asked) {
  const kept = [...headers].filter(([name]) => !['date', 'set-cookie'].includes(name));
  const plain = text.replace(/;base64,([\w+/=]+)/g, (_, encoded: string) => Buffer.from(encoded, 'base64').toString());
  const mask = (whole: string): string =>
    Object.entries({ ...asked, small: asked.mac.toLowerCase(), encoded: encodeURIComponent(asked.url), any: wrongId })
      .sort(([, a], [, b]) => b.length - a.length)
      .reduce((rest, [, value]) => rest.replaceAll(value, 'ASKED'), whole);
  return {
    status,
    headers: kept.map(([name, value]) => `${name}: ${mask(value.replace(secrets, ''))}`),
    text: mask(plain.replace(secrets, '')),
  };
}
