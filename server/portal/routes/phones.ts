import type { FastifyInstance } from 'fastify';
import { sortKeys } from '../../storage/index.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { field } from '../form.ts';
import { accountIdOf, notFound } from '../guard.ts';
import { noPhonePage, phonePage } from '../pages/phone.ts';
import { address, type ListQuery, phonesPage } from '../pages/phones.ts';
import { show } from '../view.ts';
import { parseMacId } from '#autoprov';

const perPage = 50;
/** The number of provider names and URLs that the filters offer. */
const offered = 200;

/** The list of phones and the page of one phone. */
export function phoneRoutes(app: FastifyInstance, { storage: { registrations, auditLog } }: PortalDependencies): void {
  app.get('/phones', async (request, reply) => {
    const accountId = accountIdOf(request);
    const query = readQuery(request.query);
    const { search, providerName, url, sort, descending, page } = query;
    const wanted = {
      ...(search !== '' && { search: asInTable(search) }),
      ...(providerName !== '' && { providerName }),
      ...(url !== '' && { url }),
      sort,
      descending,
      offset: (page - 1) * perPage,
      limit: perPage,
    };
    const [found, known] = await Promise.all([
      registrations.page(accountId, wanted),
      registrations.mostUsed(accountId, offered),
    ]);
    const pages = Math.ceil(found.total / perPage);
    // The last page may have disappeared meanwhile.
    if (page > 1 && page > pages) return reply.redirect(address({ ...query, page: Math.max(1, pages) }), 303);
    return show(request, reply, phonesPage({ csrf: reply.generateCsrf(), query, found, pages, known }));
  });

  app.get<{ Params: { mac: string } }>('/phones/:mac', async (request, reply) => {
    const parsed = parseMacId(request.params.mac);
    if (!parsed.ok || parsed.value.id !== undefined) throw notFound();
    const { mac } = parsed.value;
    const accountId = accountIdOf(request);
    const [phone, entries] = await Promise.all([
      registrations.find(accountId, mac),
      auditLog.list(accountId, { mac, limit: 20 }),
    ]);
    if (phone === undefined) return show(request, reply, noPhonePage(mac));
    const asked = field(request.query, 'device');
    const deviceId = /^\d{1,4}\/\d{1,4}$/.test(asked) ? asked : '42/2';
    return show(request, reply, phonePage({ csrf: reply.generateCsrf(), phone, deviceId, history: entries }));
  });
}

function readQuery(query: unknown): ListQuery {
  const sort = sortKeys.find((key) => key === field(query, 'sort')) ?? 'mac';
  const page = /^[1-9]\d{0,6}$/.exec(field(query, 'page'))?.[0];
  return {
    search: field(query, 'search').slice(0, 200),
    providerName: field(query, 'provider'),
    url: field(query, 'url'),
    sort,
    descending: field(query, 'order') === 'desc',
    page: page === undefined ? 1 : Number(page),
  };
}

/** Normalises a search for a MAC, or a part of one, in any spelling. */
function asInTable(search: string): string {
  const whole = parseMacId(search);
  if (whole.ok) return whole.value.mac;
  return /^(?:[0-9a-f]{2}[:.-])+[0-9a-f]{0,2}$/i.test(search) ? search.replace(/[:.-]/g, '') : search;
}
