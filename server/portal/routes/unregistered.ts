import type { FastifyInstance } from 'fastify';
import { UNREGISTERED_KEPT_MS } from '../../storage/index.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { accountIdOf } from '../guard.ts';
import { unregisteredPage } from '../pages/unregistered.ts';
import { show } from '../view.ts';

/** Phones that asked and are not registered. For administrators, because such a phone may be someone else's. */
export function unregisteredRoutes(app: FastifyInstance, { storage: { phoneRequests } }: PortalDependencies): void {
  app.get('/unregistered', { config: { role: 'administer' } }, async (request, reply) => {
    const since = new Date(Date.now() - UNREGISTERED_KEPT_MS);
    return show(request, reply, unregisteredPage(await phoneRequests.unregistered(accountIdOf(request), since)));
  });
}
