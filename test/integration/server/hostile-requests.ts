import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import fc from 'fast-check';
import type { TestServer } from '../../support/server.ts';
import { mutated } from '../../unit/xmlrpc/mutated.ts';
import { basic, callDocument, connectRaw, post, type RawConnection } from './http.ts';
import { visit } from './visitor.ts';

/** Resolves with a short form of the answer to the attacker. */
export type Attack = (server: TestServer) => Promise<string>;

const mebibyte = 2 ** 20;

/** A call of listDevices with this text instead of its parameters. */
const call = (inner: string): string =>
  `<methodCall><methodName>autoprov.listDevices</methodName><params>${inner}</params></methodCall>`;
const value = (inner: string): string => call(`<param><value>${inner}</value></param>`);

const sending =
  (body: string | Uint8Array, contentType = 'text/xml'): Attack =>
  async (server) => {
    const { status, text } = await post(server, body, { headers: { 'content-type': contentType } });
    return `${status} ${text}`;
  };

/** Ten entities, each expanding to ten of the previous one: 10 GB of "ha". */
const laughs = Array.from({ length: 10 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('');

/** Documents whose entities refer to another computer; `%s` is its address. */
const leadingOut =
  (document: string): Attack =>
  async (server) => {
    let visits = 0;
    const elsewhere = createServer((socket) => {
      visits++;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const address = elsewhere.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const { status, text } = await post(server, document.replaceAll('%s', `http://127.0.0.1:${address.port}/`));
    elsewhere.close();
    return `${visits} visits; ${status} ${text}`;
  };

export const documents: readonly [string, Attack, RegExp][] = [
  ['a billion laughs', sending(`<!DOCTYPE a [<!ENTITY e0 "ha">${laughs}]>${value('&e10;')}`), /type declaration/],
  [
    'a quadratic bomb: an entity of 100,000 characters, 100,000 times',
    sending(`<!DOCTYPE a [<!ENTITY e "${'a'.repeat(100_000)}">]>${value('&e;'.repeat(100_000))}`),
    /type declaration/,
  ],
  [
    'an entity that refers to a file of the server',
    sending(`<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>${value('&e;')}`),
    /type declaration/,
  ],
  [
    'an entity that never ends',
    sending(`<!DOCTYPE a [<!ENTITY e SYSTEM "file:///dev/zero">]>${value('&e;')}`),
    /type declaration/,
  ],
  [
    'an entity that refers to another computer',
    leadingOut(`<!DOCTYPE a [<!ENTITY e SYSTEM "%s">]>${value('&e;')}`),
    /^0 visits; .*type declaration/s,
  ],
  ['a DTD of another computer', leadingOut(`<!DOCTYPE a SYSTEM "%s">${value('a')}`), /^0 visits; .*type declaration/s],
  [
    'a parameter entity',
    leadingOut(`<!DOCTYPE a [<!ENTITY % e SYSTEM "%s"> %e;]>${value('a')}`),
    /^0 visits; .*type declaration/s,
  ],
  [
    'XInclude',
    leadingOut(value('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="%s"/>')),
    /^0 visits; .*-32700/s,
  ],
  ['a style sheet of another computer', leadingOut(`<?xml-stylesheet href="%s"?>${value('a')}`), /^0 visits; 200 /],
  ['a document type in small letters', sending(`<!doctype a [<!entity e "a">]>${value('&e;')}`), /-32700/],
  ['100,000 arrays in each other', sending(value('<array><data><value>'.repeat(100_000))), /-32700/],
  ['100,000 structs in each other', sending(value('<struct><member><name>a</name><value>'.repeat(100_000))), /-32700/],
  ['3,000,000 unknown elements in each other', sending(value('<a>'.repeat(3_000_000))), /-32700/],
  ['2,000,000 ends of elements', sending(value('</a>'.repeat(2_000_000))), /-32700/],
  ['a name of 15 MiB', sending(value(`<${'a'.repeat(15 * mebibyte)}/>`)), /-32700/],
  ['an attribute of 15 MiB', sending(value(`<string a="${'a'.repeat(15 * mebibyte)}">a</string>`)), /^200 /],
  [
    '1,000,000 attributes',
    sending(value(`<string ${Array.from({ length: 1_000_000 }, (_, i) => `a${i}=""`).join(' ')}/>`)),
    /^200 /,
  ],
  ['a comment of 15 MiB', sending(value(`<!--${'a'.repeat(15 * mebibyte)}-->a`)), /^200 /],
  ['15 MiB of blanks', sending(value(`${' '.repeat(15 * mebibyte)}a`)), /^200 /],
  [
    'a MAC-ID of 15 MiB',
    sending(callDocument('autoprov.checkDevice', 'A'.repeat(15 * mebibyte))),
    /mac_invalid:A{12}\*{1,188}</,
  ],
  ['3,000,000 character references', sending(value('&#97;'.repeat(3_000_000))), /^200 /],
  ['a number of 1,000,000 digits', sending(value(`<int>${'9'.repeat(1_000_000)}</int>`)), /-32700/],
  ['1,000,000 values', sending(value(`<array><data>${'<value/>'.repeat(1_000_000)}</data></array>`)), /-32700/],
  ['100,000 parameters', sending(call('<param><value>a</value></param>'.repeat(100_000))), /^200 /],
];

const zurich = value('<string>Zürich</string>');
const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?>${zurich}`;

export const encodings: readonly [string, Attack, RegExp][] = [
  ['Latin-1 that is called UTF-8', sending(Buffer.from(declared('UTF-8'), 'latin1')), /-32700.*not valid utf-8/s],
  ['UTF-8 that is called UTF-16', sending(declared('UTF-16')), /-32700/],
  ['UTF-16 that is called UTF-8', sending(Buffer.from(declared('UTF-8'), 'utf16le')), /-32700/],
  ['UTF-7, where +ADw- is "<"', sending(declared('UTF-7').replace('Zürich', '+ADw-script+AD4-')), /-32700/],
  [
    'UTF-32',
    sending(
      Buffer.concat(
        [0xfeff, ...Array.from(zurich, (c) => c.codePointAt(0) ?? 0)].map((c) => Buffer.from(Uint32Array.of(c).buffer)),
      ),
    ),
    /-32700/,
  ],
  ['an encoding with a control character in its name', sending(declared('a\x1d')), /-32700.*not a valid name of one/s],
  ['an unknown encoding', sending(declared('x-klingon')), /-32700/],
  ['the character "<" in two bytes', sending(Buffer.from(zurich.replace('ü', '\u00c0\u00bc'), 'latin1')), /-32700/],
  ['half of a surrogate pair', sending(Buffer.from(zurich.replace('ü', '\u00ed\u00a0\u0080'), 'latin1')), /-32700/],
  ['a reference to half of a surrogate pair', sending(zurich.replace('ü', '&#xD800;')), /-32700/],
  ['a reference to a zero', sending(zurich.replace('ü', '&#0;')), /-32700/],
  ['a UTF-8 that ends within a character', sending(Buffer.from(zurich).subarray(0, zurich.indexOf('ü') + 1)), /-32700/],
  ['a content type with an encoding that the bytes contradict', sending(zurich, 'text/xml; charset=utf-16'), /-32700/],
  ['a content type with an unknown encoding', sending(zurich, 'text/xml; charset=x-klingon'), /^415 .*"x-klingon"/],
];

/** The head of a request with valid credentials. */
const head = (server: TestServer, ...lines: readonly string[]): string =>
  [
    'POST /apxml/rpc.do HTTP/1.1',
    'Host: a',
    `Authorization: ${basic(server.username, server.password)}`,
    ...lines,
    '\r\n',
  ].join('\r\n');

const unframed = (block: Buffer): Buffer => block;

/** Sends a gigabyte, or as much of it as the server accepts. */
export const gigabyte =
  (start: (server: TestServer) => string, frame: (block: Buffer) => Buffer = unframed, fill = ' '): Attack =>
  async (server) => {
    const connection = await connectRaw(server);
    await connection.write(start(server));
    const block = frame(Buffer.alloc(mebibyte, fill));
    const write = (): Promise<boolean> =>
      connection.write(block).then(
        () => true,
        () => false,
      );
    let sent = 0;
    while (sent < 1024 && (await write())) sent++;
    return `${sent < 200 ? 'hung up' : 'listened to the end'}; ${await connection.ended()}`;
  };
const chunk = (block: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${block.length.toString(16)}\r\n`), block, Buffer.from('\r\n')]);
const elsewhere =
  (path: string, type: string) =>
  (server: TestServer): string =>
    head(server, `Content-Type: ${type}`, 'Transfer-Encoding: chunked').replace('/apxml/rpc.do', path);

export const lengths: readonly [string, Attack, RegExp][] = [
  [
    '1 GB with a Content-Length',
    gigabyte((server) => head(server, 'Content-Length: 1073741824')),
    /^hung up; HTTP\/1.1 413 /,
  ],
  [
    '1 GB in chunks',
    gigabyte((server) => head(server, 'Transfer-Encoding: chunked'), chunk),
    /^hung up; HTTP\/1.1 413 /,
  ],
  [
    '1 GB in one chunk',
    gigabyte((server) => `${head(server, 'Transfer-Encoding: chunked')}40000000\r\n`),
    /^hung up; HTTP\/1.1 413 /,
  ],
  [
    '1 GB in a header',
    gigabyte((server) => head(server, 'X-Long: a').trimEnd(), unframed, 'a'),
    /^hung up; (HTTP\/1.1 431 |$)/,
  ],
  ['1 GB of an address', gigabyte(() => 'GET /', unframed, 'a'), /^hung up; (HTTP\/1.1 431 |$)/],
  [
    "1 GB to the portal's login",
    gigabyte(elsewhere('/portal/login', 'application/x-www-form-urlencoded'), chunk),
    /^hung up; HTTP\/1.1 413 /,
  ],
  [
    "1 GB to the portal's upload, without a login",
    gigabyte(elsewhere('/portal/upload', 'multipart/form-data; boundary=a'), chunk),
    /^hung up; HTTP\/1.1 303 /,
  ],
  ['1 GB to a phone', gigabyte(elsewhere('/device/42/2/a.xml', 'text/plain'), chunk), /^hung up; HTTP\/1.1 40\d /],
];

/** Opens many connections, sends the same text on each, then nothing more. */
const silent =
  (count: number, said: (server: TestServer) => string): Attack =>
  async (server) => {
    const connections: RawConnection[] = [];
    while (connections.length < count) {
      const connection = await connectRaw(server);
      await connection.write(said(server));
      connections.push(connection);
    }
    // The test checks for each row that other clients are answered meanwhile.
    const { status } = await post(server, callDocument('autoprov.listDevices'));
    for (const connection of connections) connection.close();
    return `${connections.length} silent; another is told ${status}`;
  };

/** How often the server allows another guess of an account from one network, after the first ten. */
const GUESS_EVERY_MS = 90_000;

/** Tries passwords of one account, eight at a time, and the right one as soon as a guess is refused unchecked. */
const guess: Attack = async (server) => {
  const told = new Map<number, number>();
  const startedAt = performance.now();
  const logIn = () =>
    post({ ...server, username: 'annas', password: 'the password of anna' }, callDocument('autoprov.listDevices'));
  let coming: ReturnType<typeof logIn> | undefined;
  await inParallel(
    Array.from({ length: 60 }, (_, i) => i),
    async (turn) => {
      const { status } = await post(server, callDocument('autoprov.listDevices'), {
        headers: { authorization: basic('annas', `guess ${turn}`) },
      });
      told.set(status, (told.get(status) ?? 0) + 1);
      if (status === 429) coming ??= logIn();
    },
  );
  const right = await (coming ?? logIn());
  const checked = told.get(401) ?? 0;
  const unchecked = told.get(429) ?? 0;
  // On a very busy machine the guesses take long enough for more of them to be allowed.
  const more = Math.floor((performance.now() - startedAt) / GUESS_EVERY_MS);
  const isLimited = checked >= 10 && checked <= 10 + more && checked + unchecked === 60;
  return `${isLimited ? '10 of 60 checked' : `401 ${checked}; 429 ${unchecked}`}; then, right: ${right.status} after ${right.headers.get('retry-after') ?? ''}`;
};

/** A page of another site in the browser of a user who is logged in to the portal. */
const forge: Attack = async (server) => {
  const portal = await visit(server);
  // A phone that no other attack registers.
  const form = { mac_id: '7C2F8000F0E5-55DF', url: 'http://evil.example/', provider_name: 'Evil' };
  const forged = await portal.submit('/portal/register', form, { origin: 'https://evil.example' });
  const tokenless = await portal.send('/portal/register', { method: 'POST', body: new URLSearchParams(form) });
  const there = await portal.send('/portal/phones/7C2F8000F0E5');
  return `${forged.status}, ${tokenless.status}; registered: ${there.status}`;
};

/** 1,500 invalid documents, eight at a time, on kept-alive connections. The codec's own test decodes far more. */
const mutations: Attack = async (server) => {
  const seed = randomInt(2 ** 31);
  const told = { fault: 0, answer: 0 };
  await inParallel(fc.sample(mutated, { numRuns: 1500, seed }), async (document) => {
    const { status, text } = await post(server, document);
    const kind = /^<\?xml [^>]*>\n<methodResponse><(fault|params)>.*<\/\1><\/methodResponse>\s*$/s.exec(text)?.[1];
    if (status !== 200 || kind === undefined) {
      throw new Error(`Seed ${seed}: ${JSON.stringify(document.toString('latin1'))} got ${status} ${text}`);
    }
    told[kind === 'fault' ? 'fault' : 'answer']++;
  });
  return `${told.fault > 750 ? 'faults' : told.fault} and ${told.answer > 0 ? 'answers' : 'none'}: ${told.fault + told.answer}`;
};

/** 5,000 requests whose client does not wait for the answer. */
const pipeline: Attack = async (server) => {
  const connection = await connectRaw(server);
  const body = callDocument('autoprov.listDevices');
  const request = (...lines: readonly string[]): string =>
    `${head(server, `Content-Length: ${body.length}`, ...lines)}${body}`;
  await connection.write(request().repeat(4999) + request('Connection: close'));
  const text = await connection.ended();
  return `${text.match(/HTTP\/1.1 200 OK/g)?.length ?? 0} answered`;
};

export const crowds: readonly [string, Attack, RegExp][] = [
  ['500 connections that say nothing', silent(500, () => ''), /^500 silent; another is told 200$/],
  [
    '500 connections with half a head',
    silent(500, (server) => head(server).slice(0, 40)),
    /^500 silent; another is told 200$/,
  ],
  [
    '500 connections with half a body',
    silent(500, (server) => `${head(server, 'Content-Length: 500')}<methodCall>`),
    /^500 silent; another is told 200$/,
  ],
  [
    '500 connections with half a chunk',
    silent(500, (server) => `${head(server, 'Transfer-Encoding: chunked')}ff\r\n<methodCall>`),
    /^500 silent; another is told 200$/,
  ],
  ['5,000 pipelined requests', pipeline, /^5000 answered$/],
  ['1,500 broken documents', mutations, /^faults and answers: 1500$/],
  ['guesses of a password', guess, /^10 of 60 checked; then, right: 429 after \d+$/],
  ['forms of another site', forge, /^403, 403; registered: 404$/],
];

/** Eight at a time. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
