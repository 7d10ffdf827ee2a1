import { scryptSync } from 'node:crypto';
import fc from 'fast-check';
import { parseAccountName, parseLoginName, parsePassword } from '../../../../server/accounts/credentials.ts';
import { hashPassword, impossibleHash, verifyPassword } from '../../../../server/accounts/password-hash.ts';

describe('the hash of a password', () => {
  test('matches only its password', () => {
    const hash = hashPassword('correct horse');
    expect(verifyPassword('correct horse', hash)).toBe(true);
    expect(verifyPassword('correct horse ', hash)).toBe(false);
    expect(verifyPassword('', hash)).toBe(false);
  });

  test('has a new salt each time and does not contain the password', () => {
    const [one, other] = [hashPassword('correct horse'), hashPassword('correct horse')];
    expect(one).not.toBe(other);
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toContain('correct');
  });

  test('contains its cost, so that hashes of another cost can be verified', () => {
    // Created by Node.js with an outdated cost.
    const salt = Buffer.from('sixteen bytes...');
    const bare = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
    const hash = scryptSync('correct horse', salt, 32, { N: 2 ** 4, r: 2, p: 1 });
    const phc = `$scrypt$ln=4,r=2,p=1$${bare(salt)}$${bare(hash)}`;
    expect(verifyPassword('correct horse', phc)).toBe(true);
    expect(verifyPassword('correct house', phc)).toBe(false);
  });

  test('causes an error if it is malformed', () => {
    expect(() => verifyPassword('correct horse', 'correct horse')).toThrow('not a scrypt PHC string');
  });

  test('for unknown accounts takes as long and matches no password', () => {
    expect(impossibleHash()).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
    expect(verifyPassword('', impossibleHash())).toBe(false);
  });
});

describe('the name and the password of an account', () => {
  test.each(['daryna', 'a', 'Müller & Söhne', 'two words', 'user@example.com', '日本', 'n'.repeat(128)])(
    'accept the name %j',
    (name) => {
      expect(parseAccountName(name)).toEqual({ ok: true, value: name });
    },
  );

  test('report all problems of a name', () => {
    const read = parseAccountName(` a:\u0007${'b'.repeat(200)}`);
    expect(read.ok ? [] : read.problems).toHaveLength(4);
  });

  test.each(['dary\u200bna', 'dary\u00adna', 'dary\u00a0na', 'dary\u2028na', 'dary\u3164na', 'M\ufffdller'])(
    'refuse the name %j, which cannot be typed',
    (name) => {
      expect(parseAccountName(name).ok).toBe(false);
    },
  );

  test('refuse an account name with a plus sign, which begins the name of a login', () => {
    expect(parseAccountName('daryna+anna').ok).toBe(false);
  });

  test('refuse a password that was not UTF-8', () => {
    expect(parsePassword('sch\ufffdnes Wort').ok).toBe(false);
  });

  test('are normalised (NFC)', () => {
    expect(parseAccountName('Bjo\u0308rn')).toEqual({ ok: true, value: 'Bj\u00f6rn' });
    expect(parsePassword('scho\u0308nes Wort')).toEqual({ ok: true, value: 'sch\u00f6nes Wort' });
  });

  test('accept any password of eight characters', () => {
    expect(parsePassword('密码密码密码密码').ok).toBe(true);
    expect(parsePassword('🔑🔑🔑🔑🔑🔑🔑🔑').ok).toBe(true);
    expect(parsePassword('🔑🔑🔑🔑🔑🔑🔑').ok).toBe(false);
  });
});

describe('the name of a login', () => {
  test.each([
    ['anna', 'daryna+anna'],
    ['daryna+anna', 'daryna+anna'],
    ['anna+old', 'daryna+anna+old'],
    ['daryna', 'daryna+daryna'],
    ['zoe+anna', 'daryna+zoe+anna'],
  ])('%j of the account daryna is %j', (text, value) => {
    expect(parseLoginName('daryna', text)).toEqual({ ok: true, value });
  });

  test.each(['', 'daryna+', ' anna', 'an:na', 'an\u0007na', 'an\u200bna', 'n'.repeat(129)])('refuses %j', (text) => {
    expect(parseLoginName('daryna', text).ok).toBe(false);
  });

  test('begins with its account, is no account name, and is read as itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = parseLoginName('daryna', text);
        if (!read.ok) return;
        expect(read.value.startsWith('daryna+')).toBe(true);
        expect(parseAccountName(read.value).ok).toBe(false);
        expect(parseLoginName('daryna', read.value)).toEqual(read);
      }),
    );
  });
});
