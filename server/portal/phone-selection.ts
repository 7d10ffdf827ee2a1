import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { DeviceFilter, RegistrationStore, StoredRegistration } from '../storage/index.ts';
import { type ListQuery, listAddress, readListQuery } from './address.ts';
import { field, fields } from './form.ts';
import { accountIdOf } from './guard.ts';
import type { UrlTags } from './url-tags.ts';
import { parseMacId } from '#autoprov';

/** The number of provider names and URLs that the filters offer. */
const offered = 200;
/** The number of URLs among which that of a filter is found. */
const MAX_URLS = 10_000;

/** The choices of the filters. */
export interface FilterChoices {
  readonly urls: readonly { readonly value: string; readonly tag: string }[];
  readonly providerNames: readonly string[];
}

export interface SelectionDependencies {
  readonly registrations: RegistrationStore;
  readonly urlTags: UrlTags;
}

/** @param chosen the filter in use, whose URL is always offered */
export async function filterChoices(
  { registrations, urlTags }: SelectionDependencies,
  accountId: number,
  chosen?: DeviceFilter,
): Promise<FilterChoices> {
  const { urls, providerNames } = await registrations.targets(accountId, offered);
  const all = chosen?.url === undefined || urls.includes(chosen.url) ? urls : [chosen.url, ...urls];
  return { urls: all.map((value) => ({ value, tag: urlTags.tagOf(accountId, value) })), providerNames };
}

/** The filter of an address; undefined if the account has no phones with its URL. */
export async function filterOf(
  { registrations, urlTags }: SelectionDependencies,
  accountId: number,
  { search, providerName, urlTag }: ListQuery,
): Promise<DeviceFilter | undefined> {
  const urls = urlTag === '' ? [] : (await registrations.targets(accountId, MAX_URLS)).urls;
  const url = urls.find((value) => urlTags.tagOf(accountId, value) === urlTag);
  if (urlTag !== '' && url === undefined) return undefined;
  return {
    ...(search !== '' && { search }),
    ...(providerName !== '' && { providerName }),
    ...(url !== undefined && { url }),
  };
}

/** Phones that a form or an address names: by their MACs, or by a filter. */
export interface PhoneSelection {
  /** The phones of the account among them. */
  readonly phones: AsyncIterable<readonly StoredRegistration[]>;
  /** The fields that name the same phones in another form. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  /** The page on which they were selected. */
  readonly backTo: string;
}

/** Reads the phones of the account that a form or an address selects. Without MACs, the filter selects. */
export async function readSelection(
  dependencies: SelectionDependencies,
  request: FastifyRequest,
  form: unknown,
): Promise<PhoneSelection> {
  const { registrations } = dependencies;
  const accountId = accountIdOf(request);
  const named = fields(form, 'mac');
  if (named.length > 0 || field(form, 'selected') === 'macs') {
    const macs = named.flatMap((text) => {
      const parsed = parseMacId(text);
      return parsed.ok ? [parsed.value.mac] : [];
    });
    const found = await registrations.findMany(accountId, [...new Set(macs)]);
    const known = [...found.keys()];
    return {
      phones: Readable.from([[...found.values()]]),
      fields: [...known.map((mac) => ({ name: 'mac', value: mac })), { name: 'selected', value: 'macs' }],
      backTo: known.length === 1 ? `/portal/phones/${known[0] ?? ''}` : '/portal/phones',
    };
  }
  const query = { ...readListQuery(form), page: 1 };
  const filter = await filterOf(dependencies, accountId, query);
  const { search, providerName, urlTag } = query;
  return {
    phones: filter === undefined ? Readable.from([]) : registrations.listMatching(accountId, filter),
    fields: [
      { name: 'search', value: search },
      { name: 'provider', value: providerName },
      { name: 'url', value: urlTag },
    ],
    backTo: listAddress(query),
  };
}
