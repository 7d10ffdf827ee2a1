import type { FastifyInstance } from 'fastify';
import { listAddress, readDeviceId, readListQuery } from '../address.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { formToken } from '../form-token.ts';
import { field } from '../form.ts';
import { accountIdOf, mayWrite, notFound } from '../guard.ts';
import { noPhonePage, phonePage } from '../pages/phone.ts';
import { phonesPage } from '../pages/phones.ts';
import { filterChoices, filterOf } from '../phone-selection.ts';
import type { UrlTags } from '../url-tags.ts';
import { show } from '../view.ts';
import { parseMacId } from '#autoprov';

const perPage = 50;
const noPhones = { rows: [], total: 0 };

/** The list of phones and the page of one phone. */
export function phoneRoutes(
  app: FastifyInstance,
  { storage: { registrations, auditLog }, urlTags }: PortalDependencies & { readonly urlTags: UrlTags },
): void {
  const read = { config: { role: 'read' } } as const;
  app.get('/phones', read, async (request, reply) => {
    const accountId = accountIdOf(request);
    const query = readListQuery(request.query);
    // An address that someone typed: the browser then remembers the one without secrets.
    if (query.search !== field(request.query, 'search')) return reply.redirect(listAddress(query), 303);
    const { sort, descending, page } = query;
    const selecting = { registrations, urlTags };
    const filter = await filterOf(selecting, accountId, query);
    const place = { sort, descending, offset: (page - 1) * perPage, limit: perPage };
    const [found, known] = await Promise.all([
      filter === undefined ? noPhones : registrations.page(accountId, { ...filter, ...place }),
      filterChoices(selecting, accountId, filter),
    ]);
    const pages = Math.ceil(found.total / perPage);
    // The last page may no longer exist.
    if (page > 1 && page > pages) return reply.redirect(listAddress({ ...query, page: Math.max(1, pages) }), 303);
    return show(
      request,
      reply,
      phonesPage({ csrf: formToken(request), query, found, pages, known, mayWrite: mayWrite(request) }),
    );
  });

  // The form of the search. POST, because people paste MAC-IDs and passwords into it, and an address is not secret.
  app.post('/phones', read, (request, reply) => reply.redirect(listAddress(readListQuery(request.body)), 303));

  app.get<{ Params: { mac: string } }>('/phones/:mac', read, async (request, reply) => {
    const parsed = parseMacId(request.params.mac);
    if (!parsed.ok || parsed.value.id !== undefined) throw notFound();
    const { mac } = parsed.value;
    const accountId = accountIdOf(request);
    const [phone, entries] = await Promise.all([
      registrations.find(accountId, mac),
      auditLog.list(accountId, { mac, limit: 20 }),
    ]);
    if (phone === undefined) return show(request, reply, noPhonePage(mac, mayWrite(request)));
    const deviceId = readDeviceId(request.query) ?? '42/2';
    return show(
      request,
      reply,
      phonePage({ csrf: formToken(request), phone, deviceId, history: entries, mayWrite: mayWrite(request) }),
    );
  });
}
