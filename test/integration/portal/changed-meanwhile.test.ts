import type { LoginChange } from '../../../server/storage/index.ts';
import { auditEntriesOf } from '../storage/phones.ts';
import { usePortalInProcess } from './portal-in-process.ts';

const startPortal = usePortalInProcess();

/** A portal in which an administrator changes the login while its new password is being hashed. */
const startWith = (change: LoginChange) =>
  startPortal({
    hashPassword: (storage, actor) => async () => {
      const another = { name: 'daryna+anna', role: 'administer', passwordHash: 'a hash', at: new Date() } as const;
      await storage.logins.add(actor, another);
      await storage.logins.change(actor, 'daryna', new Date(), change);
      return 'the hash of the new password';
    },
  });

const password = 'the second password';
const form = { present: 'the first password', password, again: password };

test.each<[string, LoginChange, string | undefined]>([
  ['set another password', { kind: 'password', passwordHash: 'another hash' }, 'another hash'],
  ['removed the login', { kind: 'removed' }, undefined],
])('keeps the change of an administrator who has %s meanwhile', async (_, change, expected) => {
  const portal = await startWith(change);
  const { status, text } = await portal.submit('/portal/password', form);
  expect(status).toBe(422);
  expect(text).toContain('Nothing else was changed.');
  expect((await portal.storage.logins.find('daryna'))?.passwordHash).toBe(expected);
  const actions = (await auditEntriesOf(portal.storage, portal.actor)).map(({ action }) => action);
  expect(actions.filter((action) => action === 'password_changed')).toHaveLength(change.kind === 'password' ? 1 : 0);
  expect((await portal.send('/portal/')).status).toBe(303);
});
