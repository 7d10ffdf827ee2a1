import type { FastifyInstance } from 'fastify';
import { readEntryId } from '../address.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { accountIdOf, notFound } from '../guard.ts';
import { historyPage } from '../pages/history.ts';
import { show } from '../view.ts';

const perPage = 50;

/** The audit log of the account. */
export function historyRoutes(app: FastifyInstance, { storage: { auditLog } }: PortalDependencies): void {
  const read = { config: { role: 'read' } } as const;
  app.get('/history', read, async (request, reply) => {
    const before = readEntryId(request.query);
    const entries = await auditLog.list(accountIdOf(request), {
      ...(before !== undefined && { before }),
      limit: perPage + 1,
    });
    const page = entries.slice(0, perPage);
    return show(request, reply, historyPage(page, entries.length > perPage ? page.at(-1)?.id : undefined));
  });

  app.get<{ Params: { id: string } }>('/history/:id/phones.txt', read, async (request, reply) => {
    const { id } = request.params;
    const macs = /^\d{1,15}$/.test(id) ? await auditLog.macsOf(accountIdOf(request), Number(id)) : undefined;
    if (macs === undefined) throw notFound();
    return reply
      .type('text/plain; charset=utf-8')
      .header('Cache-Control', 'no-store')
      .send(`${macs.join('\n')}\n`);
  });
}
