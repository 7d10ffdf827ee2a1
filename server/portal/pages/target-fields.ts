import { html } from 'hono/html';
import type { ValueCount } from '../../storage/index.ts';
import type { Html } from './layout.ts';

/** A redirect target as people typed it. */
export interface TargetInput {
  readonly url: string;
  readonly providerName: string;
}

/** The problems of each field as sentences; empty if it is valid. */
export type TargetProblems = Readonly<Record<keyof TargetInput, readonly string[]>>;

export interface TargetFieldsOptions {
  readonly input: TargetInput;
  readonly problems?: TargetProblems;
  /** The suggestions. */
  readonly known: { readonly urls: readonly ValueCount[]; readonly providerNames: readonly ValueCount[] };
  readonly isRequired?: boolean;
  /** The name of the URL's field; by default `url`, which in forms about the list is the filter. */
  readonly urlName?: string;
}

/** The fields of a form for a redirect target: the URL's, and `provider_name`. */
export function targetFields({
  input,
  problems,
  known,
  isRequired = true,
  urlName = 'url',
}: TargetFieldsOptions): Html {
  const required = isRequired ? html`required` : html``;
  return html`<label for="${urlName}">URL <small>%MACD stands for the MAC, %DVID for the model</small></label>
    <input
      id="${urlName}"
      name="${urlName}"
      value="${input.url}"
      list="known-urls"
      inputmode="url"
      placeholder="http://provider.example/xml/%MACD.xml"
      autocomplete="off"
      spellcheck="false"
      ${required}
      ${invalid(urlName, problems?.url)}
    />
    ${problemLines(urlName, problems?.url)} ${dataList('known-urls', known.urls)}
    <label for="provider_name">Provider name</label>
    <input
      id="provider_name"
      name="provider_name"
      value="${input.providerName}"
      list="known-names"
      dir="auto"
      autocomplete="off"
      ${required}
      ${invalid('provider_name', problems?.providerName)}
    />
    ${problemLines('provider_name', problems?.providerName)} ${dataList('known-names', known.providerNames)}`;
}

const isWrong = (problems: readonly string[] | undefined): problems is readonly string[] =>
  problems !== undefined && problems.length > 0;

/** Attributes of a field that make a screen reader read its problems. */
export const invalid = (id: string, problems: readonly string[] | undefined): Html =>
  isWrong(problems) ? html`aria-invalid="true" aria-describedby="${id}-problem"` : html``;

/** The problems below a field. */
export const problemLines = (id: string, problems: readonly string[] | undefined): Html =>
  isWrong(problems) ? html`<p class="problem" id="${id}-problem">${problems.join(' ')}</p>` : html``;

function dataList(id: string, values: readonly ValueCount[]): Html {
  return html`<datalist id="${id}">${values.map(({ value }) => html`<option value="${value}"></option>`)}</datalist>`;
}
