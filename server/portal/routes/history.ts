import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { PortalDependencies } from '../dependencies.ts';
import { field } from '../form.ts';
import { accountIdOf, notFound } from '../guard.ts';
import { historyCsv } from '../history-export.ts';
import { auditQueryOf, historyAddress, readHistoryQuery } from '../history-query.ts';
import { historyPage } from '../pages/history.ts';
import { show } from '../view.ts';

const perPage = 50;

/** The audit log of the account. */
export function historyRoutes(app: FastifyInstance, { storage: { auditLog } }: PortalDependencies): void {
  const read = { config: { role: 'read' } } as const;
  app.get('/history', read, async (request, reply) => {
    const query = readHistoryQuery(request.query);
    // Someone typed a MAC-ID: the browser then remembers the address without its ID.
    if (field(request.query, 'mac') !== query.mac) return reply.redirect(historyAddress(query), 303);
    const found = await auditLog.list(accountIdOf(request), { ...auditQueryOf(query), limit: perPage + 1 });
    const entries = found.slice(0, perPage);
    const older = found.length > perPage ? entries.at(-1)?.id : undefined;
    return show(request, reply, historyPage({ query, entries, older }));
  });

  app.get('/history.csv', read, (request, reply) => {
    const csv = historyCsv(auditLog, accountIdOf(request), auditQueryOf(readHistoryQuery(request.query)));
    return reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', 'attachment; filename="history.csv"')
      .header('Cache-Control', 'no-store')
      .send(Readable.from(csv));
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
