import { scryptSync } from 'node:crypto';
import { parseAccountName, parsePassword } from '../../../server/accounts/credentials.ts';
import { hashPassword, impossibleHash, verifyPassword } from '../../../server/accounts/password-hash.ts';

describe('the hash of a password', () => {
  test('is verified by the password and by no other', async () => {
    const hash = await hashPassword('correct horse');
    expect(await verifyPassword('correct horse', hash)).toBe(true);
    expect(await verifyPassword('correct horse ', hash)).toBe(false);
    expect(await verifyPassword('', hash)).toBe(false);
  });

  test('has a salt of its own each time, and never the password in it', async () => {
    const [one, other] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).not.toBe(other);
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toContain('correct');
  });

  test('carries its own cost, so that hashes of another cost are verified too', async () => {
    // Made by Node.js itself, with a cost that nobody would choose today.
    const salt = Buffer.from('sixteen bytes...');
    const bare = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
    const hash = scryptSync('correct horse', salt, 32, { N: 2 ** 4, r: 2, p: 1 });
    const phc = `$scrypt$ln=4,r=2,p=1$${bare(salt)}$${bare(hash)}`;
    expect(await verifyPassword('correct horse', phc)).toBe(true);
    expect(await verifyPassword('correct house', phc)).toBe(false);
  });

  test('that is none is an error, not a wrong password', async () => {
    await expect(verifyPassword('correct horse', 'correct horse')).rejects.toThrow('not a scrypt PHC string');
  });

  test('of nobody is one that takes as long, and that no password has', async () => {
    expect(impossibleHash()).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
    expect(await verifyPassword('', impossibleHash())).toBe(false);
  });
});

describe('what an account is made of', () => {
  test.each(['daryna', 'a', 'Müller & Söhne', 'two words', 'user@example.com', '日本', 'n'.repeat(128)])(
    'the name %j is one',
    (name) => {
      expect(parseAccountName(name)).toEqual({ ok: true, value: name });
    },
  );

  test('all that is wrong with a name is told at once', () => {
    const read = parseAccountName(` a:\u0007${'b'.repeat(200)}`);
    expect(read.ok ? [] : read.problems).toHaveLength(4);
  });

  test('a name and a password come back in one form, however the keyboard composed them', () => {
    expect(parseAccountName('Bjo\u0308rn')).toEqual({ ok: true, value: 'Bj\u00f6rn' });
    expect(parsePassword('scho\u0308nes Wort')).toEqual({ ok: true, value: 'sch\u00f6nes Wort' });
  });

  test('a password of eight characters is long enough, whatever they are', () => {
    expect(parsePassword('密码密码密码密码').ok).toBe(true);
    expect(parsePassword('🔑🔑🔑🔑🔑🔑🔑🔑').ok).toBe(true);
    expect(parsePassword('🔑🔑🔑🔑🔑🔑🔑').ok).toBe(false);
  });
});
