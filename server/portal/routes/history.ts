import type { FastifyInstance } from 'fastify';
import type { PortalDependencies } from '../dependencies.ts';
import { field } from '../form.ts';
import { accountIdOf } from '../guard.ts';
import { historyPage } from '../pages/history.ts';
import { show } from '../view.ts';

const perPage = 50;

/** The audit log of the account. */
export function historyRoutes(app: FastifyInstance, { storage: { auditLog } }: PortalDependencies): void {
  app.get('/history', async (request, reply) => {
    const asked = field(request.query, 'before');
    const before = /^\d{1,15}$/.test(asked) ? { before: Number(asked) } : {};
    const entries = await auditLog.list(accountIdOf(request), { ...before, limit: perPage + 1 });
    const page = entries.slice(0, perPage);
    return show(request, reply, historyPage(page, entries.length > perPage ? page.at(-1)?.id : undefined));
  });
}
