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
    'write EPROTO C0CC6648937F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../x.c:77:',
    'write EPROTO 00CC6648937F0000:error:0A00010B:SSL routines::wrong version number',
    'request 550e8400-e29b-41d4-a716-446655440000 failed',
    'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  ])('keeps %s', (text) => {
    expect(redactMacIds(text)).toBe(text);
  });

  test('masks a MAC-ID beside another number', () => {
    const uuid = '550e8400-e29b-41d4-a716-446655440000';
    expect(redactMacIds(`${uuid} 7C2F80820EC0-55DF ${uuid}: 7C2F80820EC055DF:error`)).toBe(
      `${uuid} 7C2F80820EC0-**** ${uuid}: 7C2F80820EC0-****:error`,
    );
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
