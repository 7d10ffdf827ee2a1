import { besideGo, goProgram } from './support/go.ts';
import { diagnosticsIn } from './support/normal.ts';
import { startPair, type Pair } from './support/pair.ts';
import { message, open, type Value, type Values } from './support/value.ts';

// What is wrong with a configuration, and where: severity and path of each diagnostic, in both frameworks.

type Row = readonly [situation: string, config: Values, diagnostics: readonly string[]];

besideGo('a configuration that is checked', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await startPair(goProgram);
  });
  afterAll(() => pair.close());

  async function toldBy(rpc: string, request: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
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
    ['in which nothing is wrong', {}, [always]],
    ['with a value that is wrong', { name: long }, ['ERROR name', always]],
    ['with two values that are wrong', { name: long, other: 'also long' }, ['ERROR name', 'ERROR other', always]],
    ['with a value that is not known yet', { name: open }, [always]],
    ['that lacks what is required', { must: null }, ['ERROR must', always]],
    ['with what is deprecated', { old: 'x' }, [always, 'WARNING old']],
    ['with what is deprecated and not known yet', { old: open }, [always]],
    ['with a list that is too long', { texts: ['a', 'b', 'c'] }, ['ERROR texts', always]],
    ['with a list in which something is not known yet', { texts: ['a', open] }, [always]],
    ['with a set that is too large', { bag: ['a', 'b', 'c'] }, ['ERROR bag', always]],
    ['wrong in a nested object', { one: inner(long) }, ['ERROR one.text', always]],
    ['that lacks something in a nested object', { one: inner('a', null) }, ['ERROR one.must', always]],
    ['wrong in the second of a list', { many: [inner('a'), inner(long)] }, ['ERROR many[1].text', always]],
    ['with a list not known yet', { many: open }, [always]],
    ['with a list of objects that is too long', { many: [inner('a'), inner('a'), inner('b')] }, ['ERROR many', always]],
    ['wrong in a map', { by_name: { 'a b': inner(long), c: inner('c') } }, ['ERROR by_name["a b"].text', always]],
    ['deprecated in a map', { by_name: { a: inner('a', 'm', 'old') } }, [always, 'WARNING by_name["a"].old']],
    ['wrong in a set', { sets: [inner(long)] }, ['ERROR sets', always]],
    ['that lacks something in a set', { sets: [inner('a', null)] }, ['ERROR sets', always]],
    ['wrong in a block', { row: [{ text: 'a' }, { text: long }] }, ['ERROR row[1].text', always]],
    ['wrong as a whole', { name: 'same', other: 'same' }, ['ERROR', 'ERROR other', always]],
    ['that is warned of as a whole', { name: 'warn' }, [always, 'WARNING name']],
    ['with a write-only value', { secret_wo: 's' }, [always]],
  ];
  test.each(rows)('%s is told the same', async (_, config, diagnostics) => {
    const request = {
      type_name: 'peer_checked',
      config: message({ ...none, ...config }),
      client_capabilities: { write_only_attributes_allowed: true },
    };
    expect(await toldBy('ValidateResourceConfig', request)).toEqual(diagnostics);
  });

  test.each<[what: string, config: Values, go: readonly string[], ts: readonly string[]]>([
    [
      'an object of a list not known yet: there it lacks what is in it, here it is waited for',
      { many: [open, inner(long)] },
      ['ERROR many[0].must', 'ERROR many[1].text', always],
      ['ERROR many[1].text', always],
    ],
    [
      'a list that is wrong itself and inside: there the first is told, here both',
      { many: [inner(long), inner('a'), inner('b')] },
      ['ERROR many', always],
      ['ERROR many', 'ERROR many[0].text', always],
    ],
  ])('has a difference that is explained: %s', async (_, config, ofGo, ofTs) => {
    const both = await pair.ask('ValidateResourceConfig', {
      type_name: 'peer_checked',
      config: message({ ...none, ...config }),
    });
    expect([diagnosticsIn(both.go), diagnosticsIn(both.ts)]).toEqual([ofGo, ofTs]);
  });

  test('with a write-only value is refused the same for an engine that would save it', async () => {
    const request = { type_name: 'peer_checked', config: message({ ...none, secret_wo: 's' }) };
    expect(await toldBy('ValidateResourceConfig', request)).toEqual(['ERROR secret_wo', always]);
  });

  const provider = { token: null, mode: null, old: null, hosts: null, limits: null };
  const ofProvider: readonly Row[] = [
    ['nothing in it', {}, []],
    ['a value that is wrong', { mode: long }, ['ERROR mode']],
    ['a value not known yet', { mode: open, token: open }, []],
    ['what is deprecated', { old: 'x' }, ['WARNING old']],
    ['values that do not go together', { mode: 'other', token: 't' }, ['ERROR token']],
    ['an object that lacks something', { limits: { calls: null } }, ['ERROR limits.calls']],
  ];
  test.each(ofProvider)('of the provider, with %s, is told the same', async (_, config, diagnostics) => {
    const request = { config: message({ ...provider, ...config }) };
    expect(await toldBy('ValidateProviderConfig', request)).toEqual(diagnostics);
  });

  test.each([
    ['is taken', {}, []],
    ['is refused', { mode: 'bad' }, ['ERROR mode']],
    ['is warned of', { mode: 'lazy' }, ['WARNING']],
    ['has values not known yet', { token: open, hosts: ['a', open], limits: open }, []],
  ] satisfies Row[])('of the provider %s the same', async (_, config: Values, diagnostics) => {
    const request = { terraform_version: '1.11.4', config: message({ ...provider, ...config }) };
    expect(await toldBy('ConfigureProvider', request)).toEqual(diagnostics);
  });

  const looked = { length: null, parts: null };
  test.each([
    ['right', { text: 'abc' }, []],
    ['wrong', { text: long }, ['ERROR text']],
    ['wrong as a whole', { text: 'mute' }, ['ERROR text']],
    ['not known yet', { text: open }, []],
  ] satisfies Row[])('of a data source that is %s is told the same', async (_, config: Values, diagnostics) => {
    const request = { type_name: 'peer_look', config: message({ ...looked, ...config }) };
    expect(await toldBy('ValidateDataResourceConfig', request)).toEqual(diagnostics);
  });

  test.each([
    ['right', { called: 'a', many: 1 }, []],
    ['wrong', { called: long, many: null }, ['ERROR called']],
    ['without what is required', { called: null, many: 1 }, ['ERROR called']],
  ] satisfies Row[])('of a list that is %s is told the same', async (_, config: Values, diagnostics) => {
    const request = { type_name: 'peer_modes', config: message(config), limit: message(5) };
    expect(await toldBy('ValidateListResourceConfig', request)).toEqual(diagnostics);
  });
});
