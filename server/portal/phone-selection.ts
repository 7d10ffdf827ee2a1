import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { DeviceFilter, RegistrationStore, StoredRegistration, ValueCount } from '../storage/index.ts';
import { type ListQuery, listAddress, readListQuery } from './address.ts';
import { field, fields } from './form.ts';
import { accountIdOf } from './guard.ts';
import type { UrlTags } from './url-tags.ts';
import { parseMacId } from '#autoprov';

/** The number of provider names and URLs that the filters offer. */
const offered = 200;

/** The choices of the filters, and how many phones each has. */
export interface FilterChoices {
  readonly urls: readonly (ValueCount & { readonly tag: string })[];
  readonly providerNames: readonly ValueCount[];
}

export interface SelectionDependencies {
  readonly registrations: RegistrationStore;
  readonly urlTags: UrlTags;
}

export async function filterChoices(
  { registrations, urlTags }: SelectionDependencies,
  accountId: number,
): Promise<FilterChoices> {
  const { urls, providerNames } = await registrations.mostUsed(accountId, offered);
  return { urls: urls.map((url) => ({ ...url, tag: urlTags.tagOf(accountId, url.value) })), providerNames };
}

/** The filter of an address; undefined if its URL is not among the choices, and so has no phones. */
export function filterOf(
  { search, providerName, urlTag }: ListQuery,
  choices: Pick<FilterChoices, 'urls'>,
): DeviceFilter | undefined {
  const url = urlTag === '' ? undefined : choices.urls.find(({ tag }) => tag === urlTag)?.value;
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
  const filter = filterOf(query, await filterChoices(dependencies, accountId));
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
