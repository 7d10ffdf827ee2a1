import { html } from 'hono/html';
import type { ValueCount } from '../../storage/index.ts';
import { countPhones } from '../messages.ts';
import type { Notice } from '../notice.ts';
import type { View } from '../view.ts';
import { csrfField, type Html, noticeBox } from './layout.ts';
import { shortUrl } from './short-url.ts';
import { targetFields, type TargetInput, type TargetProblems } from './target-fields.ts';

/** A current target of selected phones, and how many have it. */
export interface TargetCount {
  readonly url: string;
  readonly providerName: string;
  readonly phones: number;
}

/** The selected phones, as the pages describe them. */
export interface SelectionSummary {
  readonly total: number;
  /** The most frequent targets. */
  readonly targets: readonly TargetCount[];
  /** The MACs, if they are few. */
  readonly macs: readonly string[];
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly backTo: string;
}

export interface RepointFormOptions {
  readonly csrf: string;
  readonly selection: SelectionSummary;
  readonly known: { readonly urls: readonly ValueCount[]; readonly providerNames: readonly ValueCount[] };
  readonly input: TargetInput;
  readonly problems?: TargetProblems;
}

/** Asks for the new target of the selected phones. */
export function repointForm({ csrf, selection, known, input, problems }: RepointFormOptions): View {
  const { total, backTo } = selection;
  if (total === 0) return nothingSelected(backTo);
  return {
    title: 'Change target',
    status: problems === undefined ? 200 : 422,
    body: html`<section class="card medium">
      <h1>Change the target of ${whichPhones(selection)}</h1>
      ${targetTable('Now', selection)}
      <form method="post" action="/portal/repoint">
        ${csrfField(csrf)} ${hiddenFields(selection)}
        ${targetFields({ input, known, urlName: 'to_url', ...(problems && { problems }) })}
        <div class="inline actions">
          <button>Preview</button>
          <a class="button quiet" href="${backTo}">Cancel</a>
        </div>
      </form>
    </section>`,
  };
}

export interface RepointPreviewOptions {
  readonly csrf: string;
  readonly selection: SelectionSummary;
  /** Phones that have the new target already. */
  readonly unchanged: number;
  /** The new target, as it may be shown. */
  readonly input: TargetInput;
  /** The new target, encrypted. */
  readonly encrypted: string;
  readonly notice?: Notice;
}

/** Shows what will change, and asks for a confirmation that says how many phones. */
export function repointPreview({ csrf, selection, unchanged, input, encrypted, notice }: RepointPreviewOptions): View {
  const { total, backTo } = selection;
  if (total === 0) return nothingSelected(backTo, notice);
  const changed = total - unchanged;
  return {
    title: 'Change target',
    body: html`<section class="card medium">
      <h1>${changed === 0 ? 'Nothing to change' : html`Re-point ${countPhones(changed)}?`}</h1>
      ${notice && noticeBox(notice)} ${targetTable('From', selection)}
      <h2>To</h2>
      <p class="told"><code class="url">${input.url}</code> <bdi>${input.providerName}</bdi></p>
      ${
        unchanged === 0
          ? ''
          : html`<p>
              ${unchanged === 1 ? '1 phone has' : html`${countPhones(unchanged)} have`} this target already and
              ${unchanged === 1 ? 'stays' : 'stay'} unchanged.
            </p>`
      }
      <p class="hint">
        Each phone gets the old target until it is re-pointed, then the new one. A phone asks at its next first boot.
      </p>
      <form method="post" action="/portal/repoint" class="inline">
        ${csrfField(csrf)} ${hiddenFields(selection)}
        <input type="hidden" name="target" value="${encrypted}" />
        <input type="hidden" name="count" value="${total}" />
        ${changed === 0 ? '' : html`<button>Re-point ${countPhones(changed)}</button>`}
        <a class="button quiet" href="${backTo}">${changed === 0 ? 'Back' : 'Cancel'}</a>
      </form>
    </section>`,
  };
}

function nothingSelected(backTo: string, notice?: Notice): View {
  return {
    title: 'Change target',
    body: html`<section class="card medium">
      <h1>No phone is selected</h1>
      ${notice && noticeBox(notice)}
      <p>Tick phones in the list, or choose a filter that finds some.</p>
      <p><a class="button quiet" href="${backTo}">Back to the list</a></p>
    </section>`,
  };
}

const whichPhones = ({ total, macs: [only] }: SelectionSummary): Html | string =>
  total === 1 ? html`phone <span class="mac">${only ?? ''}</span>` : countPhones(total);

function hiddenFields({ fields }: SelectionSummary): Html {
  return html`${fields.map(({ name, value }) => html`<input type="hidden" name="${name}" value="${value}" />`)}`;
}

function targetTable(label: string, { total, targets, macs }: SelectionSummary): Html {
  const others = total - targets.reduce((sum, { phones }) => sum + phones, 0);
  return html`<table>
      <thead>
        <tr>
          <th>${label}</th>
          <th>Provider name</th>
          <th class="number">Phones</th>
        </tr>
      </thead>
      <tbody>
        ${targets.map(
          ({ url, providerName, phones }) =>
            html`<tr>
              <td data-label="${label}">${shortUrl(url)}</td>
              <td data-label="Provider name"><bdi>${providerName}</bdi></td>
              <td data-label="Phones" class="number">${phones.toLocaleString('en')}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${others === 0 ? '' : html`<p class="hint">and other targets of ${countPhones(others)}</p>`}
    ${
      macs.length < 2
        ? ''
        : html`<details>
            <summary>The MACs</summary>
            <ul class="macs">
              ${macs.map((mac) => html`<li class="mac">${mac}</li>`)}
            </ul>
          </details>`
    }`;
}
