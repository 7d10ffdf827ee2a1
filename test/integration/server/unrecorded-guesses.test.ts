import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createIdCipher, createUrlCipher } from '../../../server/encryption/index.ts';
import { createIdGuessLimiter } from '../../../server/guess-limits/index.ts';
import { createRegistrationService } from '../../../server/registrations/index.ts';
import { OutcomeUnknownError, StorageUnavailableError } from '../../../server/storage/index.ts';
import { useFolder, useOpening } from '../storage/databases.ts';
import { addActor, macsOf, noon, url } from '../storage/phones.ts';

const folder = useFolder();
let databases = 0;
const open = useOpening(() => Promise.resolve(join(folder(), `${++databases}.sqlite`)));

/** An account with two phones, on a database that can no longer record wrong IDs. */
async function withoutAuditLog() {
  const storage = await open();
  const actor = await addActor(storage, 'daryna');
  const key = randomBytes(32);
  const service = createRegistrationService({
    ...storage,
    auditLog: { add: () => Promise.reject(new StorageUnavailableError('the disk is full')) },
    ids: createIdCipher(key),
    urls: createUrlCipher(key),
    guessLimiter: createIdGuessLimiter(),
    now: () => noon,
  });
  await service.register(actor, ['7C2F80000001-0001', '7C2F80000002-0002'], { url, providerName: 'Daryna' });
  return { service, actor, macs: () => macsOf(storage, actor) };
}

test('does not claim that nothing was changed when some phones of a list were deregistered', async () => {
  const { service, actor, macs } = await withoutAuditLog();
  await expect(service.deregister(actor, ['7C2F80000001-0001', '7C2F80000002-FFFF'])).rejects.toThrow(
    OutcomeUnknownError,
  );
  expect(await macs()).toEqual(['7C2F80000002']);
});

test('does not claim that nothing was changed when some phones of a list were re-pointed', async () => {
  const { service, actor } = await withoutAuditLog();
  const target = { url: 'http://other.example/', providerName: 'Zoe' };
  await expect(service.repoint(actor, ['7C2F80000001-0001', '7C2F80000002-FFFF'], target)).rejects.toThrow(
    OutcomeUnknownError,
  );
  expect(await service.check(actor, '7C2F80000001')).toMatchObject({ registration: target });
  expect(await service.check(actor, '7C2F80000002')).toMatchObject({ registration: { url, providerName: 'Daryna' } });
});

test('claims that nothing was changed when no phone of a list was deregistered', async () => {
  const { service, actor, macs } = await withoutAuditLog();
  await expect(service.deregister(actor, ['7C2F80000001-EEEE', '7C2F80000002-FFFF'])).rejects.toThrow(
    StorageUnavailableError,
  );
  expect(await macs()).toEqual(['7C2F80000001', '7C2F80000002']);
});

test('claims that nothing was changed when the phones of a list had their target already', async () => {
  const { service, actor } = await withoutAuditLog();
  const phones = ['7C2F80000001-0001', '7C2F80000002-FFFF'];
  await expect(service.repoint(actor, phones, { url, providerName: 'Daryna' })).rejects.toThrow(
    StorageUnavailableError,
  );
});
