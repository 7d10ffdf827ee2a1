import fc from 'fast-check';
import type { AnyResource } from '../definition/resource.ts';
import {
  computed,
  decimal,
  nested,
  optional,
  ProviderError,
  required,
  withSemanticEquality,
  string,
  unknown,
} from '../index.ts';
import { applyResourceChange } from '../lifecycle/apply-resource-change.ts';
import { readResource } from '../lifecycle/read-resource.ts';
import { moveState, upgradeState } from '../lifecycle/saved-state.ts';
import { validateConfig } from '../lifecycle/validate-config.ts';
import { hclogLogger, levelFrom } from '../plugin/logger.ts';
import { mask } from '../plugin/mask.ts';
import { sensitiveTexts } from '../values/transform.ts';
import { parseJson, valueFromJson } from '../wire/json-value.ts';
import { openPrivateState } from '../wire/private-state.ts';
import { sampleProvider } from './sample/sample-provider.ts';
import { calling } from './support/calling.ts';

const anyCase = withSemanticEquality(string, (a, b) => a.toLowerCase() === b.toLowerCase());
const attributes = { name: required(anyCase), id: computed(string), secret: optional(string, { writeOnly: true }) };
const planned = { name: 'Anna', id: unknown, secret: null };

function resource(create: AnyResource<true>['create']): AnyResource<true> {
  return {
    type: 't',
    schema: { attributes },
    create,
    read: ({ state }) => Promise.resolve({ ...state, name: 'ANNA' }),
    update: () => Promise.reject(new ProviderError({ summary: 'No' })),
    delete: () => Promise.reject(new ProviderError({ summary: 'No' })),
  };
}
const apply = (
  create: AnyResource<true>['create'],
  prior: typeof planned | null = null,
  plan: typeof planned | null = planned,
) => applyResourceChange({ ...calling(), resource: resource(create), config: plan, prior, plan, client: true });

describe('an apply', () => {
  test('keeps the spelling of the plan, and no write-only value', async () => {
    expect(await apply(() => Promise.resolve({ name: 'anna', id: '1', secret: 's' }))).toEqual({
      state: { name: 'Anna', id: '1', secret: null },
      diagnostics: [],
    });
  });

  test('that leaves a value unknown saves what was made, with an error at the value', async () => {
    expect(await apply(() => Promise.resolve({ ...planned }))).toMatchObject({
      state: { name: 'Anna', id: null },
      diagnostics: [{ severity: 'error', summary: 'The provider left id unknown', path: ['id'] }],
    });
  });

  test.each([
    ['without a state saves nothing', undefined, null],
    ['with a state saves it', { name: 'Anna', id: unknown, secret: 's' }, { name: 'Anna', id: null, secret: null }],
  ])('whose create fails %s', async (_, stands, state) => {
    const error = new ProviderError({ summary: 'No' }, stands && { state: stands });
    expect(await apply(() => Promise.reject(error))).toMatchObject({ state, diagnostics: [{ summary: 'No' }] });
  });

  test('whose update or delete fails leaves the prior state', async () => {
    const prior = { ...planned, id: unknown };
    const never = () => Promise.reject(new Error('not called'));
    expect(await apply(never, prior)).toMatchObject({ state: prior });
    expect(await apply(never, prior, null)).toMatchObject({ state: prior });
  });

  test('is not drift when it only reads in another spelling', async () => {
    const input = { ...calling(), resource: resource(() => Promise.reject(new Error())), client: true as const };
    const state = { name: 'Anna', id: '1', secret: null };
    expect(await readResource({ ...input, state })).toEqual(state);
  });
});

describe('a saved state', () => {
  const [thing] = sampleProvider.resources;
  if (!thing) throw new Error('the sample provider has no resource');
  const saved = (json: string) => (shape: Parameters<typeof valueFromJson>[0]) =>
    valueFromJson(shape, parseJson(Buffer.from(json)), []);

  test('of an older version is upgraded, with all digits of its numbers', () => {
    const state = upgradeState(thing, 1, saved('{"id":"1","title":"A","price":0.12345678901234567890,"gone":true}'));
    expect(state).toMatchObject({ id: '1', name: 'A', price: '0.1234567890123456789' });
  });

  test('of the same version loses what is no longer there, and has null for what is new', () => {
    expect(upgradeState(thing, 2, saved('{"id":"1","name":"A","gone":true}'))).toMatchObject({ name: 'A', tags: null });
  });

  test.each([
    [3, 'written by a newer version of the provider'],
    [0, 'no upgrade from there exists'],
  ])('of version %i is refused: %s', (version, words) => {
    const refused = { diagnostics: [expect.objectContaining({ detail: expect.stringContaining(words) })] };
    expect(refusalOf(() => upgradeState(thing, version, saved('{}')))).toMatchObject(refused);
  });

  test('of another resource type is taken over where it can be', () => {
    const source = { provider: 'registry.terraform.io/hashicorp/null', type: 'null_resource', version: 0 };
    expect(moveState(thing, source, saved('{"id":"7","triggers":{"a":"b"}}'))).toMatchObject({
      id: '7',
      name: 'moved',
    });
    const words = { diagnostics: [expect.objectContaining({ summary: 'A other cannot be moved to a sample_thing' })] };
    expect(refusalOf(() => moveState(thing, { ...source, type: 'other' }, saved('{}')))).toMatchObject(words);
  });

  test.each(['[]', '{"id":5}', '{"tags":"x"}', '{"price":"x"}', '{"rule":[1]}'])(
    'that does not fit is refused: %s',
    (json) => {
      expect(refusalOf(() => upgradeState(thing, 2, saved(json)))).toBeInstanceOf(ProviderError);
    },
  );

  test('keeps private texts, and passes over what is none', () => {
    const kept = openPrivateState(Buffer.from('{"a":"1","b":2,"__proto__":"3"}'));
    kept.set('c', '4');
    kept.set('a', undefined);
    const again = openPrivateState(kept.toBytes());
    expect(['a', 'b', 'c', '__proto__', 'constructor'].map((key) => again.get(key))).toEqual([
      undefined,
      undefined,
      '4',
      '3',
      undefined,
    ]);
    expect(openPrivateState(Buffer.from('not JSON')).toBytes()).toHaveLength(0);
  });
});

function refusalOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

describe('a configuration', () => {
  const check = { check: (text: string) => (text === 'bad' ? 'It is bad.' : undefined) };
  const subject = {
    schema: {
      deprecated: 'Use another.',
      attributes: {
        a: optional(string, { validate: [check, check] }),
        old: optional(string, { deprecated: 'Use a.' }),
        secret: optional(string, { writeOnly: true }),
        many: optional(nested.list({ b: optional(string, { validate: [check] }) })),
      },
    },
    validate: () => [{ summary: 'Seen together', path: ['a'] }],
  };
  const nothing = { a: null, old: null, secret: null, many: null };
  const knowing = { knowsWriteOnly: true };

  test('has all that is wrong told at its place', () => {
    const config = { ...nothing, a: 'bad', many: [{ b: 'good' }, { b: 'bad' }, { b: unknown }] };
    const problems = validateConfig(subject, config, calling(), knowing);
    expect(problems.map(({ path, summary }) => [path, summary])).toEqual([
      [['a'], 'Invalid a'],
      [['a'], 'Invalid a'],
      [['many', 1, 'b'], 'Invalid many[1].b'],
    ]);
  });

  test('is seen as a whole when each attribute is right, and warned of what is deprecated', () => {
    const context = calling();
    expect(validateConfig(subject, { ...nothing, old: 'x' }, context, knowing)).toMatchObject([
      { summary: 'Seen together' },
    ]);
    expect(context.warnings).toEqual([
      { summary: 'Deprecated', detail: 'Use another.' },
      { summary: 'old is deprecated', detail: 'Use a.', path: ['old'] },
    ]);
  });

  test('with a write-only value is refused for an engine that would save it', () => {
    const config = { ...nothing, secret: 'x' };
    expect(validateConfig(subject, config, calling(), { knowsWriteOnly: false })).toMatchObject([{ path: ['secret'] }]);
  });
});

describe('what is sensitive', () => {
  test('is found in nested attributes, blocks, numbers and write-only values', () => {
    const one = { open: optional(string), hidden: optional(string, { sensitive: true }) };
    const shape = {
      kind: 'nested',
      nesting: 'single',
      attributes: {
        list: optional(nested.list(one)),
        set: optional(nested.set(one)),
        map: optional(nested.map(one)),
        pin: optional(decimal, { sensitive: true }),
        wo: optional(string, { writeOnly: true }),
      },
    } as const;
    const seen: string[] = [];
    const pair = (hidden: string) => ({ open: 'open', hidden });
    const values = { list: [pair('a'), pair('b')], set: [pair('c')], map: { k: pair('d') }, pin: 1234, wo: 'e' };
    sensitiveTexts(shape, values, (text) => seen.push(text));
    expect(seen).toEqual(['a', 'b', 'c', 'd', '1234', 'e']);
  });

  test('is masked wherever it stands in a line, in words and in fields', () => {
    const lines: string[] = [];
    const log = hclogLogger('m', 'debug', (line) => lines.push(line));
    log.mask(['7C2F80820EC0-55DF', '1234']);
    log.debug('phone 7C2F80820EC0-55DF!', { pin: 1234, count: 5, url: 'http://x:7C2F80820EC0-55DF@y' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      '@message': 'phone ***!',
      pin: '***',
      count: 5,
      url: 'http://x:***@y',
    });
  });

  test('is masked whole, also where secrets overlap', () => {
    const hidden = mask();
    hidden.add(['abcdef', 'defghi', 'abcd', 'xyz']);
    expect(hidden.clean('<abcdefghi> <abcd> abcdabcd xyz abc')).toBe('<***> <***> *** xyz abc');
    const secret = fc.string({ minLength: 4, maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(
        fc.array(secret, { maxLength: 5 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-') }),
        (secrets, text) => {
          const of = mask();
          of.add(secrets);
          expect(secrets.filter((one) => of.clean(text).includes(one))).toEqual([]);
        },
      ),
    );
  });

  test('of a hundred thousand phones is masked as that of one', () => {
    const hidden = mask();
    const macId = (i: number) => `7C2F80${i.toString(16).padStart(6, '0').toUpperCase()}-55DF`;
    hidden.add(Array.from({ length: 100_000 }, (_, i) => macId(i)));
    for (let i = 0; i < 10_000; i++)
      expect(hidden.clean(`registers ${macId(i)} at last`)).toBe('registers *** at last');
  });
});

describe('the level of the log', () => {
  test.each([
    [{ TF_LOG: 'debug' }, 'debug'],
    [{ TF_LOG: 'trace', TF_LOG_PROVIDER: 'WARN' }, 'warn'],
    [{ TF_LOG_PROVIDER: 'warn', TF_LOG_PROVIDER_MY_CLOUD: 'error' }, 'error'],
    [{ TF_LOG: 'JSON' }, 'trace'],
    [{ TF_LOG: 'debug', TF_LOG_PROVIDER: '' }, 'debug'],
    [{ TF_LOG: 'loud' }, undefined],
    [{}, undefined],
  ])('that %j asks for is %s', (env, level) => {
    expect(levelFrom(env, 'my-cloud')).toBe(level);
  });
});
