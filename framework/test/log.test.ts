import fc from 'fast-check';
import { computed, decimal, nested, optional, string, type Context } from '../index.ts';
import { providerWith } from './support/provider.ts';

/** Runs a read that logs, and returns the lines. */
async function logged(write: (log: Context['log']) => void) {
  const provider = await providerWith(
    { id: computed(string) },
    {
      read({ state, log }) {
        write(log);
        return Promise.resolve(state);
      },
    },
  );
  await provider.resource('test_thing').read({ state: { id: null } });
  return provider.log;
}
const cleaned = async (secrets: readonly string[], texts: readonly string[]) => {
  const lines = await logged((log) => {
    log.mask(secrets);
    for (const text of texts) log.info(text);
  });
  return lines.map((line) => line['@message']);
};

describe('the log', () => {
  test('masks sensitive and write-only values of nested attributes, blocks and numbers', async () => {
    const one = { open: optional(string), hidden: optional(string, { sensitive: true }) };
    const secrets = ['aaaa', 'bbbb', 'cccc', 'dddd', '1234', 'eeee'];
    const provider = await providerWith(
      {
        list: optional(nested.list(one)),
        set: optional(nested.set(one)),
        map: optional(nested.map(one)),
        pin: optional(decimal, { sensitive: true }),
        wo: optional(string, { writeOnly: true }),
      },
      {
        plan({ log }) {
          log.info([...secrets, 'open'].join(' '));
          return {};
        },
      },
    );
    const pair = (hidden: string) => ({ open: 'open', hidden });
    const config = {
      list: [pair('aaaa'), pair('bbbb')],
      set: [pair('cccc')],
      map: { k: pair('dddd') },
      pin: '1234',
      wo: 'eeee',
    };
    await provider.resource('test_thing').plan({ config });
    expect(provider.log).toMatchObject([{ '@message': '*** *** *** *** *** *** open' }]);
  });

  test('masks secrets in messages and in fields', async () => {
    const lines = await logged((log) => {
      log.mask(['7C2F80820EC0-55DF', '1234']);
      log.debug('phone 7C2F80820EC0-55DF!', { pin: 1234, count: 5, url: 'http://x:7C2F80820EC0-55DF@y' });
    });
    expect(lines).toMatchObject([
      { '@level': 'debug', '@message': 'phone ***!', pin: '***', count: 5, url: 'http://x:***@y' },
    ]);
  });

  test('masks overlapping secrets as a whole', async () => {
    expect(await cleaned(['abcdef', 'defghi', 'abcd', 'xyz'], ['<abcdefghi> <abcd> abcdabcd xyz abc'])).toEqual([
      '<***> <***> *** xyz abc',
    ]);
    const secret = fc.string({ minLength: 4, maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-') });
    await fc.assert(
      fc.asyncProperty(fc.array(secret, { maxLength: 5 }), text, async (secrets, original) => {
        const [masked = ''] = await cleaned(secrets, [original]);
        expect(secrets.filter((one) => masked.includes(one))).toEqual([]);
      }),
    );
  });

  test('masks a hundred thousand secrets as fast as one', async () => {
    const macId = (i: number) => `7C2F80${i.toString(16).padStart(6, '0').toUpperCase()}-55DF`;
    const secrets = Array.from({ length: 100_000 }, (_, i) => macId(i));
    const texts = secrets.slice(0, 10_000).map((secret) => `registers ${secret} now`);
    expect(new Set(await cleaned(secrets, texts))).toEqual(new Set(['registers *** now']));
  });
});
