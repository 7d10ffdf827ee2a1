import { html } from 'hono/html';
import { formatDate } from '../../registrations/index.ts';
import type { DevicePage, SortKey } from '../../storage/index.ts';
import { type ListQuery, listAddress } from '../address.ts';
import { countPhones } from '../messages.ts';
import type { View } from '../view.ts';
import { csrfField, type Html } from './layout.ts';

export interface PhonesOptions {
  readonly csrf: string;
  readonly query: ListQuery;
  readonly found: DevicePage;
  readonly pages: number;
  /** The choices of the filters. */
  readonly known: {
    readonly urls: readonly { readonly url: string; readonly tag: string }[];
    readonly providerNames: readonly string[];
  };
}

/** The list of phones. Search, filters and order are in its address. */
export function phonesPage(options: PhonesOptions): View {
  const { query, found } = options;
  const filtered = query.search !== '' || query.providerName !== '' || query.urlTag !== '';
  return {
    title: 'Phones',
    body: html`<h1>Phones</h1>
      ${filtered || found.total > 0 ? filterForm(options) : ''}
      ${
        found.total === 0
          ? nothing(filtered)
          : html`<p class="count">${found.total === 1 ? '1 phone' : countPhones(found.total)}</p>
              ${table(options)} ${pager(options)}`
      }`,
  };
}

function filterForm({ query, known }: PhonesOptions): Html {
  return html`<form method="post" action="/portal/phones" class="filter" role="search" data-autosubmit>
    <div>
      <label for="search">Search</label>
      <input id="search" name="search" type="search" value="${query.search}" placeholder="MAC, name or URL" />
    </div>
    <div>
      <label for="provider">Provider name</label>
      ${choice(
        'provider',
        query.providerName,
        known.providerNames.map((name) => ({ value: name, label: name })),
      )}
    </div>
    <div>
      <label for="url">URL</label>
      ${choice(
        'url',
        query.urlTag,
        known.urls.map(({ url, tag }) => ({ value: tag, label: url })),
      )}
    </div>
    <input type="hidden" name="sort" value="${query.sort}" />
    ${query.descending ? html`<input type="hidden" name="order" value="desc" />` : ''}
    <button>Show</button>
  </form>`;
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

function choice(name: 'provider' | 'url', chosen: string, choices: readonly Choice[]): Html {
  // A shared link may filter by a value that no longer exists.
  const gone = { value: chosen, label: name === 'url' ? 'a URL that is no longer in this list' : chosen };
  const all = chosen === '' || choices.some(({ value }) => value === chosen) ? choices : [gone, ...choices];
  return html`<select id="${name}" name="${name}">
    <option value="">any</option>
    ${all.map(({ value, label }) =>
      value === chosen
        ? html`<option value="${value}" selected>${label}</option>`
        : html`<option value="${value}">${label}</option>`,
    )}
  </select>`;
}

function nothing(filtered: boolean): Html {
  return filtered
    ? html`<p class="empty">No phone matches. <a href="/portal/phones">Show all</a></p>`
    : html`<p class="empty">
        No phone is registered in your account yet. <a href="/portal/">Register one</a>, or
        <a href="/portal/upload">upload an XML file</a> with many.
      </p>`;
}

const columns: readonly { readonly key: SortKey; readonly label: string }[] = [
  { key: 'mac', label: 'MAC' },
  { key: 'provider_name', label: 'Provider name' },
  { key: 'url', label: 'URL' },
  { key: 'registered_at', label: 'Registered (UTC)' },
];

function table({ csrf, query, found }: PhonesOptions): Html {
  return html`<form method="post" action="/portal/deregister">
    ${csrfField(csrf)}
    <table class="phones">
      <thead>
        <tr>
          <th class="tick"><input type="checkbox" data-all hidden aria-label="All on this page" /></th>
          ${columns.map((column) => heading(column, query))}
        </tr>
      </thead>
      <tbody>
        ${found.rows.map(
          ({ mac, providerName, url, registeredAt }) =>
            html`<tr>
              <td class="tick"><input type="checkbox" name="mac" value="${mac}" aria-label="${mac}" /></td>
              <td data-label="MAC"><a class="mac" href="/portal/phones/${mac}">${mac}</a></td>
              <td data-label="Provider name">${providerName}</td>
              <td data-label="URL" class="url">${url}</td>
              <td data-label="Registered">${formatDate(registeredAt)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p><button class="danger" data-needs-tick>Deregister the ticked phones…</button></p>
  </form>`;
}

function heading({ key, label }: (typeof columns)[number], query: ListQuery): Html {
  const current = query.sort === key;
  const descending = current && !query.descending;
  const order = current ? (query.descending ? 'descending' : 'ascending') : 'none';
  const sign = current ? (query.descending ? ' ↓' : ' ↑') : '';
  return html`<th aria-sort="${order}">
    <a href="${listAddress({ ...query, sort: key, descending, page: 1 })}">${label}${sign}</a>
  </th>`;
}

function pager({ query, pages }: PhonesOptions): Html {
  if (pages <= 1) return html``;
  const { page } = query;
  const link = (to: number, label: string): Html =>
    to < 1 || to > pages
      ? html`<span>${label}</span>`
      : html`<a href="${listAddress({ ...query, page: to })}">${label}</a>`;
  return html`<nav class="pager" aria-label="Pages">
    ${link(page - 1, '← Previous')}
    <span>Page ${page.toLocaleString('en')} of ${pages.toLocaleString('en')}</span>
    ${link(page + 1, 'Next →')}
  </nav>`;
}
