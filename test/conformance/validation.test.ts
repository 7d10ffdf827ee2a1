import { besideGo, goProgram } from './support/go.ts';
import { diagnosticsIn } from './support/normal.ts';
import { startPair, type Pair } from './support/pair.ts';
import { message, open, type Value, type Values } from './support/value.ts';

// Severity and path of each diagnostic for a configuration, in both frameworks.

type Row = readonly [situation: string, config: Values, diagnostics: readonly string[]];

besideGo('both frameworks validate', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await startPair(goProgram);
  });
  afterAll(() => pair.close());

  async function diagnosticsFrom(rpc: string, request: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
    const { go, ts } = await pair.ask(rpc, request);
    expect(diagnosticsIn(ts)).toEqual(diagnosticsIn(go));
    return diagnosticsIn(go);
  }

  const none = {
    ...{ name: null, other: null, must: 'm', old: null, secret_wo: null, texts: null, bag: null, one: null },
    ...{ many: null, sets: null, by_name: null, row: [] },
  };
  const inner = (text: Value, must: Value = 'm', old: Value = null): Values => ({ text, must, old });
  const long = 'too long';
  // The resource itself is deprecated.
  const always = 'WARNING';
  const rows: readonly Row[] = [
    ['without a mistake', {}, [always]],
    ['with an invalid value', { name: long }, ['ERROR name', always]],
    ['with two invalid values', { name: long, other: 'also long' }, ['ERROR name', 'ERROR other', always]],
    ['with an unknown value', { name: open }, [always]],
    ['without a required value', { must: null }, ['ERROR must', always]],
    ['with a deprecated value', { old: 'x' }, [always, 'WARNING old']],
    ['with an unknown deprecated value', { old: open }, [always]],
    ['with a list that is too long', { texts: ['a', 'b', 'c'] }, ['ERROR texts', always]],
    ['with a list that contains an unknown', { texts: ['a', open] }, [always]],
    ['with a set that is too large', { bag: ['a', 'b', 'c'] }, ['ERROR bag', always]],
    ['invalid in a nested object', { one: inner(long) }, ['ERROR one.text', always]],
    ['incomplete in a nested object', { one: inner('a', null) }, ['ERROR one.must', always]],
    ['invalid in the second element of a list', { many: [inner('a'), inner(long)] }, ['ERROR many[1].text', always]],
    ['with an unknown list', { many: open }, [always]],
    ['with a list of objects that is too long', { many: [inner('a'), inner('a'), inner('b')] }, ['ERROR many', always]],
    ['invalid in a map', { by_name: { 'a b': inner(long), c: inner('c') } }, ['ERROR by_name["a b"].text', always]],
    ['deprecated in a map', { by_name: { a: inner('a', 'm', 'old') } }, [always, 'WARNING by_name["a"].old']],
    ['invalid in a set', { sets: [inner(long)] }, ['ERROR sets', always]],
    ['incomplete in a set', { sets: [inner('a', null)] }, ['ERROR sets', always]],
    ['invalid in a block', { row: [{ text: 'a' }, { text: long }] }, ['ERROR row[1].text', always]],
    ['invalid as a whole', { name: 'same', other: 'same' }, ['ERROR', 'ERROR other', always]],
    ['with a warning as a whole', { name: 'warn' }, [always, 'WARNING name']],
    ['with a write-only value', { secret_wo: 's' }, [always]],
  ];
  test.each(rows)('a configuration %s', async (_, config, diagnostics) => {
    const request = {
      type_name: 'peer_checked',
      config: message({ ...none, ...config }),
      client_capabilities: { write_only_attributes_allowed: true },
    };
    expect(await diagnosticsFrom('ValidateResourceConfig', request)).toEqual(diagnostics);
  });

  test.each<[what: string, config: Values, go: readonly string[], ts: readonly string[]]>([
    [
      'an unknown element of a list: incomplete in Go, validated later in ours',
      { many: [open, inner(long)] },
      ['ERROR many[0].must', 'ERROR many[1].text', always],
      ['ERROR many[1].text', always],
    ],
    [
      'a list that is invalid itself and inside: Go reports the list, ours both',
      { many: [inner(long), inner('a'), inner('b')] },
      ['ERROR many', always],
      ['ERROR many', 'ERROR many[0].text', always],
    ],
  ])('differently, as explained: %s', async (_, config, ofGo, ofTs) => {
    const both = await pair.ask('ValidateResourceConfig', {
      type_name: 'peer_checked',
      config: message({ ...none, ...config }),
    });
    expect([diagnosticsIn(both.go), diagnosticsIn(both.ts)]).toEqual([ofGo, ofTs]);
  });

  test('a write-only value for an engine that would save it', async () => {
    const request = { type_name: 'peer_checked', config: message({ ...none, secret_wo: 's' }) };
    expect(await diagnosticsFrom('ValidateResourceConfig', request)).toEqual(['ERROR secret_wo', always]);
  });

  const provider = { token: null, mode: null, old: null, hosts: null, limits: null };
  const ofProvider: readonly Row[] = [
    ['no value', {}, []],
    ['an invalid value', { mode: long }, ['ERROR mode']],
    ['an unknown value', { mode: open, token: open }, []],
    ['a deprecated value', { old: 'x' }, ['WARNING old']],
    ['conflicting values', { mode: 'other', token: 't' }, ['ERROR token']],
    ['an incomplete object', { limits: { calls: null } }, ['ERROR limits.calls']],
  ];
  test.each(ofProvider)('the provider with %s', async (_, config, diagnostics) => {
    const request = { config: message({ ...provider, ...config }) };
    expect(await diagnosticsFrom('ValidateProviderConfig', request)).toEqual(diagnostics);
  });

  test.each([
    ['without a value', {}, []],
    ['with a refused value', { mode: 'bad' }, ['ERROR mode']],
    ['with a warning', { mode: 'lazy' }, ['WARNING']],
    ['with unknown values', { token: open, hosts: ['a', open], limits: open }, []],
  ] satisfies Row[])('and configure the provider %s', async (_, config: Values, diagnostics) => {
    const request = { terraform_version: '1.11.4', config: message({ ...provider, ...config }) };
    expect(await diagnosticsFrom('ConfigureProvider', request)).toEqual(diagnostics);
  });

  const looked = { length: null, parts: null };
  test.each([
    ['valid', { text: 'abc' }, []],
    ['invalid', { text: long }, ['ERROR text']],
    ['invalid as a whole', { text: 'mute' }, ['ERROR text']],
    ['unknown', { text: open }, []],
  ] satisfies Row[])('a data source that is %s', async (_, config: Values, diagnostics) => {
    const request = { type_name: 'peer_look', config: message({ ...looked, ...config }) };
    expect(await diagnosticsFrom('ValidateDataResourceConfig', request)).toEqual(diagnostics);
  });

  test.each([
    ['valid', { called: 'a', many: 1 }, []],
    ['invalid', { called: long, many: null }, ['ERROR called']],
    ['incomplete', { called: null, many: 1 }, ['ERROR called']],
  ] satisfies Row[])('a list that is %s', async (_, config: Values, diagnostics) => {
    const request = { type_name: 'peer_modes', config: message(config), limit: message(5) };
    expect(await diagnosticsFrom('ValidateListResourceConfig', request)).toEqual(diagnostics);
  });
});
