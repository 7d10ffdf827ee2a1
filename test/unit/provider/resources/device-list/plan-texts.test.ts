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
  lastChange(prior.fleet, next.fleet, difference(prior, next));
const many = (count: number, first = 1, to = url): ResolvedFleet =>
  rows(...Array.from({ length: count }, (_, i) => `${macOf(first + i)}-55DF,${to},Daryna`));

test('a plan names registered, changed and deregistered phones by MAC', () => {
  const prior = rows(
    `${macOf(1)}-55DF,${url},Daryna`,
    `${macOf(2)}-55DF,${url},Daryna`,
    `${macOf(3)}-55DF,${url},Daryna`,
  );
  const next = rows(
    `${macOf(4)}-55DF,${url},Daryna`,
    `${macOf(2)}-55DF,${url},Legacy`,
    `${macOf(3)}-55DF,${url},Daryna`,
  );
  expect(change(prior, next)).toBe(`registers 1: ${macOf(4)}; changes 1: ${macOf(2)}; deregisters 1: ${macOf(1)}`);
});

test('names up to twenty phones and counts the rest; a new fleet is a number', () => {
  const names = Array.from({ length: 20 }, (_, i) => macOf(i + 1)).join(', ');
  expect(change(many(500), many(20, 481))).toBe(`deregisters 480: ${names}, and 460 more`);
  expect(change(rows(), many(4210))).toBe('registers 4210');
  expect(change(rows(), many(20))).toBe(`registers 20: ${names}`);
});

test('says if no request is needed', () => {
  const bare = rows(`${macOf(1)},${url},Daryna`, `${macOf(2)}-55DF,${url},Daryna`);
  expect(change(bare, many(2))).toBe('changes no phone; the ID of 1 phone becomes known');
  expect(change(many(2), many(2))).toBe('changes no phone');
  expect(change(rows(), rows())).toBe('registers none');
});

test('a different ID changes a phone; a missing one does not', () => {
  const prior = rows(`${macOf(1)}-55DF,${url},Daryna`);
  expect(change(prior, rows(`${macOf(1)}-1910,${url},Daryna`))).toBe(`changes 1: ${macOf(1)}`);
  expect(change(prior, rows(`${macOf(1)},${url},Daryna`))).toBe('changes no phone');
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
    expect(change(state, withDefaults({ writeOnly: 'one' }))).toBe('changes no phone');
    expect(change(state, withDefaults({ writeOnly: 'one', version: 2 }))).toBe(`changes 1: ${macOf(1)}`);
    expect(change(withDefaults({ password: 'one' }), withDefaults({ writeOnly: 'one' }))).toBe('changes no phone');
    expect(change(withDefaults({ password: 'one' }), withDefaults({ writeOnly: 'two' }))).toBe(
      `changes 1: ${macOf(1)}`,
    );
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
