import { html } from 'hono/html';
import type { RowOutcome } from '../apply-device-file.ts';
import type { DeviceFilePlan, PlannedRow } from '../device-file-plan.ts';
import { countPhones, refusalNotice } from '../messages.ts';
import type { Notice } from '../notice.ts';
import type { View } from '../view.ts';
import { csrfField, type Html, noticeBox } from './layout.ts';
import { shortUrl } from './short-url.ts';
import { redactUrl } from '#autoprov';

/** The rows that a page shows of each kind. */
const SHOWN = 50;

export interface DeviceFileOptions {
  readonly csrf: string;
  readonly plan: DeviceFilePlan;
  /** The file, encrypted; undefined if it has problems. */
  readonly encrypted: string | undefined;
  /** What the confirmation is about, to be compared when it arrives. */
  readonly counts: string;
  readonly notice?: Notice;
}

/** What a device file would do: to be confirmed, or its problems. */
export function deviceFilePage({ csrf, plan, encrypted, counts, notice }: DeviceFileOptions): View {
  const { register, repoint, unchanged, problems } = plan;
  const changes = [
    register.length === 0 ? '' : `register ${countPhones(register.length)}`,
    repoint.length === 0 ? '' : `re-point ${countPhones(repoint.length)}`,
  ].filter((text) => text !== '');
  const what = changes.join(' and ');
  return {
    title: 'Upload',
    status: problems.count === 0 ? 200 : 422,
    body: html`<h1>${problems.count > 0 ? 'This file has mistakes' : what === '' ? 'Nothing to change' : 'Preview'}</h1>
      ${notice && noticeBox(notice)} ${problems.count > 0 ? problemList(plan) : ''}
      ${rowTable('To be registered', register)} ${rowTable('To be re-pointed', repoint)}
      ${unchanged === 0 ? '' : html`<p>${countPhones(unchanged)} registered with this target already.</p>`}
      ${
        encrypted === undefined || what === ''
          ? html`<p><a class="button" href="/portal/upload">Upload another file</a></p>`
          : html`<p class="hint">A phone that another account has registered is refused.</p>
              <form method="post" action="/portal/upload/apply" enctype="multipart/form-data" class="inline">
                ${csrfField(csrf)}
                <input type="hidden" name="encrypted" value="${encrypted}" />
                <input type="hidden" name="count" value="${counts}" />
                <button>${what.charAt(0).toUpperCase()}${what.slice(1)}</button>
                <a class="button quiet" href="/portal/upload">Cancel</a>
              </form>`
      }`,
  };
}

function problemList({ problems: { first, count } }: DeviceFilePlan): Html {
  return html`${noticeBox({
      kind: 'refused',
      text: `Nothing was changed. Correct ${count === 1 ? 'this line' : `these ${count.toLocaleString('en')} lines`} and upload the file again.`,
    })}
    <table>
      <thead>
        <tr>
          <th class="number">Line</th>
          <th>Mistake</th>
        </tr>
      </thead>
      <tbody>
        ${first.map(
          ({ line, headline, details }) =>
            html`<tr>
              <td data-label="Line" class="number">${line === 0 ? 'file' : line.toLocaleString('en')}</td>
              <td data-label="Mistake">
                ${line === 0 ? `It ${headline}` : sentence(headline)}. <small>${details.join(' ')}</small>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${count > first.length ? html`<p>and ${(count - first.length).toLocaleString('en')} more</p>` : ''}`;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function rowTable(heading: string, rows: readonly PlannedRow[]): Html {
  if (rows.length === 0) return html``;
  return html`<details ${rows.length <= SHOWN ? html`open` : ''}>
    <summary>${heading}: ${countPhones(rows.length)}</summary>
    <table>
      <thead>
        <tr>
          <th class="number">Line</th>
          <th>MAC</th>
          <th>Provider name</th>
          <th>URL</th>
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, SHOWN).map(
          ({ line, mac, target }) =>
            html`<tr>
              <td data-label="Line" class="number">${line.toLocaleString('en')}</td>
              <td data-label="MAC" class="mac">${mac}</td>
              <td data-label="Provider name"><bdi>${target.providerName}</bdi></td>
              <td data-label="URL">${shortUrl(redactUrl(target.url))}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${rows.length > SHOWN ? html`<p>and ${(rows.length - SHOWN).toLocaleString('en')} more</p>` : ''}
  </details>`;
}

/** The result of a device file, at the end of the page with its progress. */
export function deviceFileResult(outcomes: readonly RowOutcome[], download: string | undefined): Html {
  const count = (wanted: RowOutcome['outcome']): number => outcomes.filter(({ outcome }) => outcome === wanted).length;
  const refused = outcomes.filter(({ outcome }) => outcome === 'refused');
  const parts = (['registered', 're-pointed', 'unchanged', 'refused'] as const).flatMap((outcome) => {
    const number = count(outcome);
    return number === 0 ? [] : [`${countPhones(number)} ${outcome}`];
  });
  return html`<div class="result">
    ${noticeBox({ kind: refused.length === 0 ? 'done' : 'refused', text: `${parts.join(', ')}.` })}
    ${refused.length === 0 ? '' : refusedTable(refused)}
    <p class="inline actions">
      <a class="button" href="/portal/phones">Show the phones</a>
      ${
        download === undefined
          ? ''
          : html`<a class="button quiet" download="result.csv" href="${download}">Download the result</a>`
      }
    </p>
  </div>`;
}

function refusedTable(refused: readonly RowOutcome[]): Html {
  return html`<table>
      <thead>
        <tr>
          <th class="number">Line</th>
          <th>MAC</th>
          <th>Refused</th>
        </tr>
      </thead>
      <tbody>
        ${refused.slice(0, SHOWN).map(
          ({ line, mac, refusal }) =>
            html`<tr>
              <td data-label="Line" class="number">${line.toLocaleString('en')}</td>
              <td data-label="MAC" class="mac">${mac}</td>
              <td data-label="Refused">${refusal ? refusalNotice(refusal).text : ''}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${refused.length > SHOWN ? html`<p>and ${(refused.length - SHOWN).toLocaleString('en')} more in the result</p>` : ''}`;
}
