import type { FastifyInstance } from 'fastify';
import { readEntryId } from '../address.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { accountIdOf } from '../guard.ts';
import { historyPage } from '../pages/history.ts';
import { show } from '../view.ts';

const perPage = 50;

/** The audit log of the account. */
export function historyRoutes(app: FastifyInstance, { storage: { auditLog } }: PortalDependencies): void {
  app.get('/history', async (request, reply) => {
    const before = readEntryId(request.query);
    const entries = await auditLog.list(accountIdOf(request), {
      ...(before !== undefined && { before }),
      limit: perPage + 1,
    });
    const page = entries.slice(0, perPage);
    return show(request, reply, historyPage(page, entries.length > perPage ? page.at(-1)?.id : undefined));
  });
}
