import { difference } from '../../../../../provider/resources/device-list/difference.ts';
import { digest } from '../../../../../provider/resources/device-list/digest.ts';
import { lastChange } from '../../../../../provider/resources/device-list/last-change.ts';
import {
  incompleteRows,
  noDefaults,
  placed,
  sameTarget,
  type Defaults,
  type ResolvedFleet,
} from '../../../../../provider/resources/device-list/resolved-fleet.ts';
import { macOf } from '../../../../support/phones.ts';
import { fleet } from '../../../autoprov/device-file/phones.ts';
import { rows } from './phones.ts';

const url = 'http://provider.example/xml/%MACD.xml';
const change = (prior: ResolvedFleet, next: ResolvedFleet): string =>
  lastChange(prior, next, difference(prior, next)).replace(/^change 1: /, '');
const many = (count: number, first = 1, to = url): ResolvedFleet =>
  rows(...Array.from({ length: count }, (_, i) => `${macOf(first + i)}-55DF,${to},Daryna`));

test('a plan says from where to where phones go, by MAC', () => {
  const prior = rows(
    `${macOf(1)}-55DF,${url},Daryna`,
    `${macOf(2)}-55DF,${url},Daryna`,
    `${macOf(3)}-55DF,${url},Daryna`,
    `${macOf(5)}-55DF,${url},Daryna`,
  );
  const next = rows(
    `${macOf(4)}-55DF,${url},Daryna`,
    `${macOf(2)}-55DF,${url},Legacy`,
    `${macOf(3)}-55DF,${url},Daryna`,
    `${macOf(5)}-55DF,http://other.example/,Daryna`,
  );
  expect(change(prior, next).split('; ')).toEqual([
    `registered 1 phone with ${url}: ${macOf(4)}`,
    `re-pointed 1 phone from ${url} to http://other.example/: ${macOf(5)}`,
    `changed 1 phone of ${url} from the provider name "Daryna" to "Legacy": ${macOf(2)}`,
    `deregistered 1 phone from ${url}: ${macOf(1)}`,
  ]);
});

test('numbers the changes, so that a repeated one differs', () => {
  const again = (before: string | null) => lastChange(many(2), rows(), difference(many(2), rows()), before);
  expect(again(null)).toMatch(/^change 1: deregistered 2 /);
  expect(again(again(null))).toMatch(/^change 2: deregistered 2 /);
  expect(again(again(again(null)))).toMatch(/^change 3: deregistered 2 /);
});

test('names up to twenty phones and counts the rest; a new fleet is a number', () => {
  const names = Array.from({ length: 20 }, (_, i) => macOf(i + 1)).join(', ');
  expect(change(many(500), many(20, 481))).toBe(`deregistered 480 phones from ${url}: ${names}, and 460 more`);
  expect(change(rows(), many(4210))).toBe(`registered 4210 phones with ${url}`);
  expect(change(rows(), many(20))).toBe(`registered 20 phones with ${url}: ${names}`);
});

test('shows no credentials', () => {
  const secret = (host: string) => many(2, 1, `http://user:secret@${host}/?token=secret`);
  const text = change(secret('a.example'), secret('b.example'));
  expect(text).toMatch(/^re-pointed 2 phones from http:\/\/user:\*+@a\.example\//);
  expect(text).not.toContain('secret');
});

test('a change of credentials alone re-points nothing', () => {
  const secret = (password: string) => many(2, 1, `http://user:${password}@a.example/`);
  expect(change(secret('one'), secret('two'))).toMatch(
    /^changed 2 phones of http:\/\/user:\*+@a.example\/ \(credentials/,
  );
});

test('long URLs that differ only in the middle re-point phones', () => {
  const long = (middle: string) => many(2, 1, `http://a.example/${'x'.repeat(60)}/${middle}/${'y'.repeat(60)}`);
  expect(change(long('one'), long('two'))).toMatch(/^re-pointed 2 phones from http:/);
});

test('groups many URLs by host, phones that go to another host first', () => {
  const each = (host: (i: number) => string) =>
    rows(...Array.from({ length: 300 }, (_, i) => `${macOf(i)}-55DF,${host(i)}/${i}.xml,Daryna`));
  const prior = each(() => 'http://a.example');
  const next = each((i) => (i === 200 ? 'http://wrong.example' : 'http://a.example/new'));
  const [first, second] = change(prior, next).split('; ');
  expect(first).toBe(`re-pointed 1 phone from http://a.example/… to http://wrong.example/…: ${macOf(200)}`);
  expect(second).toMatch(
    /^re-pointed 299 phones from http:\/\/a\.example\/… to http:\/\/a\.example\/…: .*, and 289 more$/,
  );
});

test.each([
  ['one URL each', (i: number) => `http://a.example/${i}/${'x'.repeat(200)}`],
  ['one host each', (i: number) => `http://${i}.${`${'x'.repeat(60)}.`.repeat(3)}example/`],
])('its length is bounded for a fleet with %s', (_, urlOf) => {
  const fleetAt = (to: (i: number) => string) =>
    rows(...Array.from({ length: 3000 }, (_row, i) => `${macOf(i)}-55DF,${to(i)},Daryna`));
  const text = change(
    fleetAt(urlOf),
    fleetAt((i) => urlOf(i + 5000)),
  );
  expect(text.length).toBeLessThan(2000);
});

test('says if no request is needed', () => {
  const bare = rows(`${macOf(1)},${url},Daryna`, `${macOf(2)}-55DF,${url},Daryna`);
  expect(change(bare, many(2))).toBe('no phone changed; the ID of 1 phone became known');
  expect(change(many(2), many(2))).toBe('no phone changed');
  expect(change(rows(), rows())).toBe('no phone changed');
});

test('a different ID changes a phone; a missing one does not', () => {
  const prior = rows(`${macOf(1)}-55DF,${url},Daryna`);
  expect(change(prior, rows(`${macOf(1)}-1910,${url},Daryna`))).toBe(
    `changed 1 phone of ${url} (credentials or ID): ${macOf(1)}`,
  );
  expect(change(prior, rows(`${macOf(1)},${url},Daryna`))).toBe('no phone changed');
});

describe('the digest in the plan', () => {
  test('covers MACs, URLs and names', () => {
    const digests = [many(2), many(3), many(2, 2), many(2, 1, 'http://other.example/')].map(digest);
    expect(new Set(digests).size).toBe(4);
    expect(digests[0]).toMatch(/^sha256:[0-9a-f]{32}$/);
    expect(digest(many(2))).toBe(digests[0]);
  });

  test('does not depend on IDs and passwords', () => {
    const one = rows(`${macOf(1)}-55DF,http://user:one@provider.example/,Daryna`);
    const two = rows(`${macOf(1)}-1910,http://user:two@provider.example/,Daryna`);
    expect(digest(one)).toBe(digest(two));
    expect(digest(one)).toBe(digest(rows(`${macOf(1)},http://provider.example/,Daryna`)));
  });

  test('is the same for a URL in the rows and as the default', () => {
    const defaults: Defaults = { ...noDefaults, url, providerName: 'Daryna' };
    expect(digest(placed(fleet(`mac_id\n${macOf(1)}-55DF\n`), defaults))).toBe(digest(many(1)));
  });
});

describe('credentials', () => {
  const credentials = { username: 'user', password: null, writeOnly: null, version: 1 };
  const withDefaults = (more: Partial<NonNullable<Defaults['credentials']>>) =>
    placed(fleet(`mac_id,url,provider_name\n${macOf(1)}-55DF\n${macOf(2)}-55DF,http://own.example/,Daryna\n`), {
      url,
      providerName: 'Daryna',
      credentials: { ...credentials, ...more },
    });

  test("are added to the default URL, never to a row's own URL", () => {
    const urls = withDefaults({ password: 'secret' }).places.map((place) => place.url);
    expect(urls).toEqual(['http://user:secret@provider.example/xml/%MACD.xml', 'http://own.example/']);
  });

  test('a write-only password changes with its version or a known difference', () => {
    const state = withDefaults({});
    const changed = `changed 1 phone of ${url} (credentials or ID): ${macOf(1)}`;
    expect(change(state, withDefaults({ writeOnly: 'one' }))).toBe('no phone changed');
    expect(change(state, withDefaults({ writeOnly: 'one', version: 2 }))).toBe(changed);
    expect(change(withDefaults({ password: 'one' }), withDefaults({ writeOnly: 'one' }))).toBe('no phone changed');
    expect(change(withDefaults({ password: 'one' }), withDefaults({ writeOnly: 'two' }))).toBe(changed);
  });

  test('a target with an unknown password differs from one with its own URL', () => {
    const [hidden] = withDefaults({}).places;
    const [own] = rows(`${macOf(1)}-55DF,http://user:secret@provider.example/xml/%MACD.xml,Daryna`).places;
    expect(hidden && own && sameTarget(hidden, own)).toBe(false);
  });
});

test('reports rows without URL or name and without a default by line', () => {
  const read = fleet(
    `mac_id,url,provider_name\n${macOf(1)}-55DF,${url}\n${macOf(2)}-55DF,${url},Daryna\n${macOf(3)}-55DF\n`,
  );
  const told = (has: { url: boolean; providerName: boolean }) =>
    incompleteRows(read, has).first.map(({ line, headline }) => `${line}: ${headline}`);
  expect(told({ url: true, providerName: true })).toEqual([]);
  expect(told({ url: true, providerName: false })).toEqual([
    '2: the row has no provider_name',
    '4: the row has no provider_name',
  ]);
  expect(told({ url: false, providerName: false })).toEqual([
    '2: the row has no provider_name',
    '4: the row has no url and no provider_name',
  ]);
});
