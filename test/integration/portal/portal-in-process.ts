import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createIdCipher, createUrlCipher } from '../../../server/encryption/index.ts';
import { createIdGuessLimiter } from '../../../server/guess-limits/index.ts';
import { createApp } from '../../../server/http/index.ts';
import { createMemoryBudget } from '../../../server/limits/index.ts';
import { type PortalDependencies, portalPrefix, portalRoutes } from '../../../server/portal/index.ts';
import { createRegistrationService, type RegistrationService } from '../../../server/registrations/index.ts';
import type { Storage } from '../../../server/storage/index.ts';
import { visit, type Visitor } from '../server/visitor.ts';
import { useFolder, useOpening } from '../storage/databases.ts';
import { addActor, type LoginActor } from '../storage/phones.ts';

/** What a test puts in place of the portal's own dependencies. */
export interface PortalFaults {
  readonly service?: (service: RegistrationService) => RegistrationService;
  readonly hashPassword?: (storage: Storage, actor: LoginActor) => PortalDependencies['hashPassword'];
}

/** The portal in the test's process, and a visitor who is logged in as `daryna` with any password. */
export interface PortalInProcess extends Visitor {
  readonly storage: Storage;
  /** The real one. */
  readonly service: RegistrationService;
  readonly actor: LoginActor;
}

/** Starts portals with faults that no request could provoke at the right moment; each is closed after its test. */
export function usePortalInProcess(): (faults: PortalFaults) => Promise<PortalInProcess> {
  const folder = useFolder();
  const closing: (() => Promise<unknown>)[] = [];
  // Before the databases are closed.
  afterEach(() => Promise.all(closing.splice(0).map((close) => close())));
  let portals = 0;
  const open = useOpening(() => Promise.resolve(join(folder(), `portal-${++portals}.sqlite`)));

  return async ({ service: wrap = (service) => service, hashPassword }) => {
    const storage = await open();
    const actor = await addActor(storage, 'daryna');
    const key = randomBytes(32);
    const service = createRegistrationService({
      ...storage,
      ids: createIdCipher(key),
      urls: createUrlCipher(key),
      guessLimiter: createIdGuessLimiter(),
      now: () => new Date(),
    });
    const registrationService = wrap(service);
    const app = createApp(
      { level: 'silent', stream: { write: () => undefined } },
      { directions: '', tls: undefined, readingLimits: { minBytesPerSecond: 0, maxSeconds: 0 } },
    );
    await app.register(portalRoutes, {
      prefix: portalPrefix,
      registrationService,
      storage,
      service: { registrationService },
      authenticate: async ({ name }) => {
        const login = await storage.logins.find(name);
        return login === undefined ? { ok: false, reason: 'wrong' } : { ok: true, login };
      },
      hashPassword: hashPassword?.(storage, actor) ?? (() => Promise.resolve(undefined)),
      memory: createMemoryBudget(),
      secret: key.toString('base64'),
    });
    closing.push(() => app.close());
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    return { ...(await visit({ url, username: 'daryna', password: 'any' })), storage, service, actor };
  };
}
