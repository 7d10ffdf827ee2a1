import fc from 'fast-check';
import { spelledMacIds } from './spellings.ts';
import { redact, redactMacIds } from '#autoprov';

describe('redactMacIds', () => {
  test('masks the ID of every MAC-ID in any spelling', () => {
    const around = fc.constantFrom(
      [' ', ' '],
      ['"', '"'],
      ['', ''],
      ['(', ')'],
      ['mac_id=', ','],
      ['\n', '\n'],
      ['>', '<'],
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(spelledMacIds('disjoint'), around), { minLength: 1, maxLength: 3 }), (items) => {
        const text = items.map(([{ text: spelled }, [before, after]]) => `${before}${spelled}${after};`).join('');
        const redacted = redactMacIds(text);
        for (const [{ id }] of items) expect(redacted).not.toContain(id);
        expect(redacted.replaceAll('****', '')).not.toMatch(/[1-9]/);
        expect(redacted.split('****')).toHaveLength(items.length + 1);
      }),
    );
  });

  test.each([
    'registered 7C2F80820EC0 for Daryna',
    'http://172.29.0.103/plainxml/42/2/xml/7C2F80820EC0.xml',
    '2026-03-01 12:00:00 done',
    'build 20260301120000',
  ])('keeps %s', (text) => {
    expect(redactMacIds(text)).toBe(text);
  });

  test('keeps the surrounding text', () => {
    expect(redactMacIds('phone 7c2f80820ec0-55df: mac_not_found:7C2F80208295-1910!')).toBe(
      'phone 7c2f80820ec0-****: mac_not_found:7C2F80208295-****!',
    );
  });
});

describe('redact', () => {
  test('masks MAC-IDs, URLs and the given secrets', () => {
    expect(redact('7C2F80820EC0-55DF at http://a:b@c.example/ with S3cret.', ['s3cret', ''])).toBe(
      '7C2F80820EC0-**** at http://a:***@c.example/ with ***.',
    );
  });

  test('masks a secret only as a whole word', () => {
    expect(redact('ID 55DF, MAC 7C2F8055DF00, a+b', ['55DF', 'a+b'])).toBe('ID ***, MAC 7C2F8055DF00, ***');
  });
});
