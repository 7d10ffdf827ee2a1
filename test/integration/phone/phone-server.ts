import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdCipher, createUrlCipher, deriveKey } from '../../../server/encryption/index.ts';
import { createIdGuessLimiter } from '../../../server/guess-limits/index.ts';
import { createApp } from '../../../server/http/index.ts';
import { createPhoneRequestRecorder, type PhoneOptions, phoneRoutes } from '../../../server/phone/index.ts';
import { createRegistrationService } from '../../../server/registrations/index.ts';
import { openStorage } from '../../../server/storage/index.ts';

/** The phone listener in this process with its own database, so that a test can set its clock. */
export interface PhoneServer {
  /** As in `http://127.0.0.1:41873`. */
  readonly url: string;
  /** Advances the clock. */
  wait(ms: number): void;
  register(macId: string, url: string): Promise<void>;
  deregister(mac: string): Promise<void>;
  /** Adds phones to the inventory. */
  loadInventory(macIds: readonly string[]): Promise<void>;
  /** A second server on the same database and key: another instance, or the same one after a restart. */
  another(options?: Partial<PhoneOptions>): Promise<{ readonly url: string }>;
  close(): Promise<void>;
}

export async function startPhoneServer(options: Partial<PhoneOptions> = {}): Promise<PhoneServer> {
  const folder = await mkdtemp(join(tmpdir(), 'gigaset-phone-'));
  const storage = await openStorage(join(folder, 'redirect.sqlite'));
  const masterKey = randomBytes(32);
  const ids = createIdCipher(masterKey);
  const urls = createUrlCipher(masterKey);
  const { registrations, inventory, nonces } = storage;
  const createdAt = new Date();
  await storage.accounts.add({ name: 'daryna', passwordHash: '', createdAt, channel: 'command line' });
  const account = await storage.accounts.find('daryna');
  if (account === undefined) throw new Error('The account does not exist.');
  const actor = { accountId: account.id, channel: 'xmlrpc' } as const;

  let late = 0;
  const now = (): Date => new Date(Date.now() + late);
  const guessLimiter = createIdGuessLimiter({ now: () => performance.now() + late });
  const registrationService = createRegistrationService({
    auditLog: storage.auditLog,
    guessLimiter,
    registrations,
    inventory,
    ids,
    urls,
    now,
  });
  const recorder = createPhoneRequestRecorder({
    store: storage.phoneRequests,
    placeholders: 'expand',
    onFailure: () => undefined,
    now,
  });
  const apps: ReturnType<typeof createApp>[] = [];
  const open = async (more: Partial<PhoneOptions>): Promise<string> => {
    const app = createApp(
      { level: 'silent', stream: { write: () => undefined } },
      { directions: 'Phones only.', tls: undefined, readingLimits: { minBytesPerSecond: 0, maxSeconds: 0 } },
    );
    apps.push(app);
    await app.register(phoneRoutes, {
      registrations,
      nonces,
      ids,
      urls,
      guessLimiter,
      recorder,
      nonceKey: deriveKey(masterKey, 'phone nonces'),
      paths: 'any',
      placeholders: 'expand',
      now,
      ...more,
    });
    return app.listen({ host: '0.0.0.0', port: 0, listenTextResolver: (at) => at }).then(() => {
      const [address] = app.addresses();
      if (address === undefined || typeof address === 'string') throw new Error('it does not listen');
      return `http://127.0.0.1:${address.port}`;
    });
  };

  return {
    url: await open(options),
    wait: (ms) => {
      late += ms;
    },
    register: async (macId, url) => {
      const [outcome] = await registrationService.register(actor, [macId], { url, providerName: 'Daryna' });
      if (outcome?.ok !== true) throw new Error(`${macId} was not registered`);
    },
    deregister: async (mac) => {
      await registrationService.deregister(actor, [mac]);
    },
    loadInventory: async (macIds) => {
      const phones = macIds.map((macId) => ({ mac: macId.slice(0, 12), id: macId.slice(13) }));
      await inventory.add(phones.map(({ mac, id }) => ({ mac, encryptedId: ids.encrypt(mac, id) })));
    },
    another: async (more = {}) => ({ url: await open({ ...options, ...more }) }),
    close: async () => {
      await Promise.all(apps.map((app) => app.close()));
      await recorder.stop();
      await storage.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
