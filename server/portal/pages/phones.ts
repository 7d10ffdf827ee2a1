import { html } from 'hono/html';
import type { DevicePage, ObservedRegistration, SortKey } from '../../storage/index.ts';
import { exportAddress, type ListQuery, listAddress, repointAddress } from '../address.ts';
import { countPhones } from '../messages.ts';
import type { FilterChoices } from '../phone-selection.ts';
import type { View } from '../view.ts';
import { lastAskedCell, shortDate } from './last-asked.ts';
import { csrfField, type Html } from './layout.ts';
import { shortUrl } from './short-url.ts';

export interface PhonesOptions {
  readonly csrf: string;
  readonly query: ListQuery;
  readonly found: DevicePage;
  readonly pages: number;
  /** The choices of the filters. */
  readonly known: FilterChoices;
  readonly mayWrite: boolean;
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
          ? nothing(filtered, options)
          : html`${summary(options, filtered)} ${table(options)} ${pager(options, 'Pages, below')}`
      }`,
  };
}

/** How many phones there are, what can be done with all of them, and the pager. */
function summary(options: PhonesOptions, filtered: boolean): Html {
  const { query, found, mayWrite } = options;
  const which = filtered ? 'these' : 'all';
  return html`<div class="summary">
    <p class="count">${countPhones(found.total)}</p>
    ${pager(options, 'Pages, above')}
    <p class="links">
      ${mayWrite ? html`<a href="${repointAddress(query)}">Change the target of ${which}…</a>` : ''}
      <a href="${exportAddress(query)}" download>Export as CSV</a>
    </p>
  </div>`;
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
        known.providerNames.map((value) => ({ value, label: value })),
      )}
    </div>
    <div>
      <label for="url">URL</label>
      ${choice(
        'url',
        query.urlTag,
        known.urls.map(({ value, tag }) => ({ value: tag, label: value })),
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
        ? html`<option value="${value}" dir="auto" selected>${label}</option>`
        : html`<option value="${value}" dir="auto">${label}</option>`,
    )}
  </select>`;
}

function nothing(filtered: boolean, { mayWrite }: PhonesOptions): Html {
  if (filtered) {
    return html`<div class="empty">
      <p>No phone matches.</p>
      <p class="inline"><a class="button quiet" href="/portal/phones">Show all phones</a></p>
    </div>`;
  }
  return html`<div class="empty">
    <p>No phone is registered in your account yet.</p>
    ${
      mayWrite
        ? html`<p class="inline">
            <a class="button" href="/portal/">Register one</a>
            <a class="button quiet" href="/portal/upload">Upload a list</a>
          </p>`
        : ''
    }
  </div>`;
}

const columns: readonly { readonly key: SortKey; readonly label: string }[] = [
  { key: 'mac', label: 'MAC' },
  { key: 'provider_name', label: 'Provider name' },
  { key: 'url', label: 'URL' },
  { key: 'registered_at', label: 'Registered (UTC)' },
];

function table({ csrf, query, found, mayWrite }: PhonesOptions): Html {
  const rows = html`<table class="phones">
    <thead>
      <tr>
        ${
          mayWrite
            ? html`<th class="tick">
                <label class="all" hidden><input type="checkbox" data-all /> <span>All on this page</span></label>
              </th>`
            : ''
        }
        ${columns.map((column) => heading(column, query))}
        <th>Last asked (UTC)</th>
      </tr>
    </thead>
    <tbody>
      ${found.rows.map((phone) => row(phone, mayWrite))}
    </tbody>
  </table>`;
  if (!mayWrite) return rows;
  return html`<form method="post" action="/portal/repoint">
    ${csrfField(csrf)}
    <input type="hidden" name="selected" value="macs" />
    ${rows}
    <div class="selection" role="group" aria-label="The ticked phones">
      <output class="ticked" aria-live="polite"></output>
      <button data-needs-tick>Change target…</button>
      <button class="danger" formaction="/portal/deregister" data-needs-tick>Deregister…</button>
    </div>
  </form>`;
}

function row({ mac, providerName, url, registeredAt, lastAsked }: ObservedRegistration, mayWrite: boolean): Html {
  return html`<tr>
    ${
      mayWrite
        ? html`<td class="tick">
            <label><input type="checkbox" name="mac" value="${mac}" aria-label="${mac}" /></label>
          </td>`
        : ''
    }
    <td data-label="MAC"><a class="mac" href="/portal/phones/${mac}">${mac}</a></td>
    <td data-label="Provider name"><bdi>${providerName}</bdi></td>
    <td data-label="URL">${shortUrl(url)}</td>
    <td data-label="Registered">${shortDate(registeredAt)}</td>
    <td data-label="Last asked">${lastAskedCell(lastAsked)}</td>
  </tr>`;
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

function pager({ query, pages }: PhonesOptions, label: string): Html {
  if (pages <= 1) return html``;
  const { page } = query;
  const link = (to: number, label: string): Html =>
    to < 1 || to > pages
      ? html`<span>${label}</span>`
      : html`<a href="${listAddress({ ...query, page: to })}">${label}</a>`;
  return html`<nav class="pager" aria-label="${label}">
    ${link(page - 1, '← Previous')}
    <span>Page ${page.toLocaleString('en')} of ${pages.toLocaleString('en')}</span>
    ${link(page + 1, 'Next →')}
  </nav>`;
}
