import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { asDecoded, methodNames, texts, values } from '../../unit/xmlrpc/values.ts';
import { decode, encodeCall, encodeFault, encodeResponse, isArray, isStruct, type XmlRpcValue } from '#xmlrpc';

/** Python's xmlrpc.client, driven line by line: decodes a document or encodes a value. */
let python: ChildProcessWithoutNullStreams;
let lines: AsyncIterator<string>;

async function ask(question: unknown): Promise<unknown> {
  python.stdin.write(`${JSON.stringify(question)}\n`);
  const line = await lines.next();
  if (line.done === true) throw new Error('Python has ended');
  const answer: unknown = JSON.parse(line.value);
  return answer;
}

/** A value with its type, in python-peer.py's notation: JSON does not distinguish 1.0 from 1. */
function typed(value: XmlRpcValue): unknown {
  if (value === null) return ['nil'];
  if (typeof value === 'string') return ['string', value];
  if (typeof value === 'boolean') return ['boolean', value];
  if (typeof value === 'bigint') return ['int', String(value)];
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) return ['int', String(value)];
    const bits = Buffer.alloc(8);
    bits.writeDoubleBE(value);
    return ['double', bits.toString('hex')];
  }
  if (value instanceof Date) return ['date', value.toISOString().slice(0, 19).replaceAll('-', '')];
  if (value instanceof Uint8Array) return ['base64', Buffer.from(value).toString('hex')];
  if (isArray(value)) return ['array', value.map(typed)];
  if (!isStruct(value)) throw new Error('no other type is left');
  const members = Object.entries(value).map(([name, member]) => [name, typed(member)] as const);
  return ['struct', members.sort(([a], [b]) => (a < b ? -1 : 1))];
}

describeWithPeers(['python'], "Python's xmlrpc.client", () => {
  beforeAll(() => {
    python = spawn('python3', [join(import.meta.dirname, 'python-peer.py')]);
    python.stderr.pipe(process.stderr);
    lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  });
  afterAll(async () => {
    python.stdin.end();
    await new Promise((resolve) => python.once('close', resolve));
  });

  describe('decodes what the codec encodes:', () => {
    test('any call', async () => {
      await fc.assert(
        fc.asyncProperty(methodNames, fc.array(values, { maxLength: 4 }), async (method, params) => {
          const read = await ask({ read: encodeCall(method, params) });
          expect(read).toEqual({ method, params: params.map((param) => typed(param)) });
        }),
        { numRuns: 1000 },
      );
    });

    test('any response', async () => {
      await fc.assert(
        fc.asyncProperty(values, async (value) => {
          expect(await ask({ read: encodeResponse(value) })).toEqual({ method: null, params: [typed(value)] });
        }),
        { numRuns: 500 },
      );
    });

    test('a fault', async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer(), texts, async (code, message) => {
          expect(await ask({ read: encodeFault(code, message) })).toEqual({ fault: [code, message] });
        }),
      );
    });
  });

  describe('encodes what the codec decodes', () => {
    // Python refuses integers of more than 32 bits, and does not escape carriage returns.
    const carried = (value: XmlRpcValue): boolean => {
      if (typeof value === 'string') return !value.includes('\r');
      if (typeof value === 'number') return !Number.isInteger(value) || Math.abs(value) < 2 ** 31;
      if (isArray(value)) return value.every(carried);
      if (isStruct(value)) return Object.entries(value).every(([name, member]) => carried(name) && carried(member));
      return typeof value !== 'bigint';
    };

    test.each(['utf-8', 'utf-16', 'iso-8859-1', 'windows-1252', 'iso-8859-15', 'koi8-r'])('in %s', async (encoding) => {
      await fc.assert(
        fc.asyncProperty(values.filter(carried), async (value) => {
          const document = await ask({ write: typed(value), encoding });
          if (typeof document !== 'string') throw new Error('Python wrote nothing');
          expect(decode(Buffer.from(document, 'base64'))).toEqual({ kind: 'response', value: asDecoded(value) });
        }),
        { numRuns: 100 },
      );
    });
  });
});
