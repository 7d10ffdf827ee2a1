import { sortKeys, type SortKey } from '../storage/index.ts';
import { field } from './form.ts';
import { historyAddress, readHistoryQuery } from './history-query.ts';
import { urlTag } from './url-tags.ts';
import { parseMacId, redact } from '#autoprov';

/** Search, filters and order of the list of phones. */
export interface ListQuery {
  readonly search: string;
  readonly providerName: string;
  /** The tag of a redirect URL (see url-tags.ts), or empty. */
  readonly urlTag: string;
  readonly sort: SortKey;
  readonly descending: boolean;
  /** From 1. */
  readonly page: number;
}

const MAX_SEARCH_LENGTH = 200;

/** Reads the query of an address, or the form of a search. Secrets in it are dropped or masked. */
export function readListQuery(query: unknown): ListQuery {
  const page = /^[1-9]\d{0,6}$/.exec(field(query, 'page'))?.[0];
  return {
    search: readSearch(field(query, 'search').slice(0, MAX_SEARCH_LENGTH)),
    providerName: field(query, 'provider'),
    urlTag: urlTag.exec(field(query, 'url'))?.[0] ?? '',
    sort: sortKeys.find((key) => key === field(query, 'sort')) ?? 'mac',
    descending: field(query, 'order') === 'desc',
    page: page === undefined ? 1 : Number(page),
  };
}

/** A search as it may be shown. For a MAC-ID, only the MAC is searched; for a URL, the form that the list shows. */
function readSearch(search: string): string {
  const whole = parseMacId(search);
  if (whole.ok) return whole.value.mac;
  // A MAC-ID that is not complete yet.
  const [, mac] = /^([0-9a-f]{12})[^0-9a-f]/i.exec(search) ?? [];
  if (mac !== undefined) return mac.toUpperCase();
  return /^(?:[0-9a-f]{2}[:.-])+[0-9a-f]{0,2}$/i.test(search) ? search.replace(/[:.-]/g, '') : redact(search);
}

/** The list's address with this query, which can be shared. */
export const listAddress = (query: ListQuery): string => addressWith('/portal/phones', query);

/** The address of the form that re-points all phones of the filter. */
export const repointAddress = (query: ListQuery): string => addressWith('/portal/repoint', { ...query, page: 1 });

/** The address of the file with all phones of the filter. */
export const exportAddress = (query: ListQuery): string => addressWith('/portal/phones.csv', { ...query, page: 1 });

function addressWith(path: string, { search, providerName, urlTag: url, sort, descending, page }: ListQuery): string {
  const parameters = new URLSearchParams();
  if (search !== '') parameters.set('search', search);
  if (providerName !== '') parameters.set('provider', providerName);
  if (url !== '') parameters.set('url', url);
  if (sort !== 'mac') parameters.set('sort', sort);
  if (descending) parameters.set('order', 'desc');
  if (page > 1) parameters.set('page', String(page));
  return withQuery(path, parameters);
}

/** The device ID in a form or address: `42/2`. */
export function readDeviceId(query: unknown): string | undefined {
  return /^\d{1,4}\/\d{1,4}$/.exec(field(query, 'device'))?.[0];
}

/**
 * The address of one of the portal's pages, for the way back after a login: without anything that may be secret. Empty for
 * the start page and for any other address, since the login must not redirect to other sites.
 */
export function safeAddress(address: string): string {
  const [path = '', query = ''] = address.split('?', 2);
  const parameters = Object.fromEntries(new URLSearchParams(query));
  if (path === '/portal/phones') return listAddress(readListQuery(parameters));
  const phone = /^\/portal\/phones\/([0-9A-F]{12})$/.exec(path);
  if (phone !== null) return withQuery(path, new URLSearchParams({ device: readDeviceId(parameters) ?? '' }));
  if (path === '/portal/history') return historyAddress(readHistoryQuery(parameters));
  return /^\/portal\/(?:upload|help|logins|password|unregistered|(?:templates|dx800)\/[\w.-]+)$/.test(path) ? path : '';
}

/** An address without empty parameters. */
function withQuery(path: string, parameters: URLSearchParams): string {
  const text = new URLSearchParams([...parameters].filter(([, value]) => value !== '')).toString();
  return text === '' ? path : `${path}?${text}`;
}
