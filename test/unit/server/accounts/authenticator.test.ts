import { setImmediate } from 'node:timers/promises';
import { createAuthenticator, type LoginAttempt } from '../../../../server/accounts/index.ts';
import { type LoginStore, StorageUnavailableError } from '../../../../server/storage/index.ts';

const attempt = (number: number, from = '192.0.2.1'): LoginAttempt => ({
  name: `name ${number}`,
  password: 'a password',
  from,
  isGone: () => false,
});

/** An authenticator of a server without logins, and how often it has read the database. */
function withoutLogins() {
  const state = { reads: 0, isDown: false };
  const find: LoginStore['find'] = () => {
    state.reads++;
    return state.isDown ? Promise.reject(new StorageUnavailableError('it is down')) : Promise.resolve(undefined);
  };
  return { state, authenticator: createAuthenticator({ find }) };
}

describe('the authenticator', () => {
  test('does not read the database for logins beyond those that may wait', async () => {
    const { state, authenticator } = withoutLogins();
    const crowd = Array.from({ length: 200 }, (_, number) =>
      authenticator.authenticate(attempt(number, `192.0.2.${number % 40}`)),
    );
    await setImmediate();
    await authenticator.stop();
    const answers = await Promise.all(crowd);
    // One is hashed, forty wait.
    expect(state.reads).toBe(41);
    expect(answers.filter((answer) => !answer.ok && answer.reason === 'busy')).toHaveLength(199);
  });

  test('does not count a password that it could not check', async () => {
    const { state, authenticator } = withoutLogins();
    state.isDown = true;
    for (let number = 0; number < 20; number++) {
      await expect(authenticator.authenticate(attempt(number))).rejects.toThrow(StorageUnavailableError);
    }
    state.isDown = false;
    expect(await authenticator.authenticate(attempt(20))).toEqual({ ok: false, reason: 'wrong' });
    await authenticator.stop();
  });
});
