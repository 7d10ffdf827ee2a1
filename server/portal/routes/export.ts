import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { StoredRegistration } from '../../storage/index.ts';
import { readListQuery } from '../address.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { accountIdOf } from '../guard.ts';
import { filterOf } from '../phone-selection.ts';
import type { UrlTags } from '../url-tags.ts';
import { csvField, guardedField } from '#autoprov';

/** Phones as a device file without IDs: all, or those of a filter. With other targets it can be uploaded again. */
export function exportRoutes(
  app: FastifyInstance,
  { storage: { registrations }, urlTags }: PortalDependencies & { readonly urlTags: UrlTags },
): void {
  app.get('/phones.csv', { config: { role: 'read' } }, async (request, reply) => {
    const accountId = accountIdOf(request);
    const filter = await filterOf({ registrations, urlTags }, accountId, readListQuery(request.query));
    const pages = filter === undefined ? [] : registrations.listMatching(accountId, filter);
    return reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', 'attachment; filename="phones.csv"')
      .header('Cache-Control', 'no-store')
      .send(Readable.from(csvOf(pages)));
  });
}

async function* csvOf(
  pages: AsyncIterable<readonly StoredRegistration[]> | Iterable<readonly StoredRegistration[]>,
): AsyncGenerator<string> {
  yield 'mac_id,url,provider_name\n';
  for await (const page of pages) yield page.map(line).join('');
}

const line = ({ mac, url, providerName }: StoredRegistration): string =>
  `${mac},${csvField(url)},${guardedField(providerName)}\n`;
