import { html } from 'hono/html';
import type { DocumentResult } from '../../xmlrpc/index.ts';
import { countPhones, refusalNotice, shownDocument, shownMacId } from '../messages.ts';
import type { Notice } from '../notice.ts';
import { templates } from '../templates.ts';
import type { View } from '../view.ts';
import { csrfField, type Html, noticeBox } from './layout.ts';
import { targetFields } from './target-fields.ts';
import { methods, parseRefusal } from '#autoprov';
import type { XmlRpcValue } from '#xmlrpc';

export interface UploadOptions {
  readonly csrf: string;
  readonly notice?: Notice;
  readonly result?: UploadResult;
  readonly pasted?: string;
}

export interface UploadResult {
  readonly outcome: Exclude<DocumentResult, { kind: 'unconfirmed' }>;
  /** The URL of the whole answer as an XML file; undefined if it is too long to be kept. */
  readonly download: string | undefined;
}

/** The number of rows that are shown, which bounds the length of the page; the XML file contains all. */
export const shown = 200;

/** Uploads a device file or a document, and shows the server's answer. */
export function uploadPage({ csrf, notice, result, pasted = '' }: UploadOptions): View {
  return {
    title: 'Upload',
    body: html`<h1>Upload a file</h1>
      ${notice && noticeBox(notice)} ${result && response(result)}
      <section class="card">
        <p class="hint">
          A CSV file with the columns <code>mac_id</code>, <code>url</code> and <code>provider_name</code> registers
          phones and changes the target of those that are registered; a preview comes first. An XML file is a document
          of any of the six methods, prepared as in the templates.
        </p>
        <form method="post" action="/portal/upload" enctype="multipart/form-data">
          ${csrfField(csrf)}
          <label for="file">File</label>
          <input id="file" name="file" type="file" accept=".csv,.txt,.xml,text/csv,text/xml,application/xml" />
          <details ${pasted === '' ? '' : html`open`}>
            <summary>Paste the text instead</summary>
            <label for="text">or paste the XML or CSV here</label>
            <textarea id="text" name="text" rows="8" spellcheck="false" autocomplete="off">
${shownDocument(pasted)}</textarea>
          </details>
          <details>
            <summary>Target of the rows of a CSV file that have none</summary>
            ${targetFields({
              input: { url: '', providerName: '' },
              known: { urls: [], providerNames: [] },
              isRequired: false,
            })}
          </details>
          <button>Upload</button>
        </form>
      </section>
      <details class="card" id="templates">
        <summary><h2>Templates</h2></summary>
        <ul class="templates">
          ${templates.map(
            ({ file, title, text }) =>
              html`<li>
                <a href="/portal/templates/${file}" download>${title}</a>
                <details>
                  <summary>show</summary>
                  <pre tabindex="0">${text}</pre>
                </details>
              </li>`,
          )}
        </ul>
      </details>`,
  };
}

export interface ConfirmDocumentOptions {
  readonly csrf: string;
  readonly params: readonly XmlRpcValue[];
  /** The document, encrypted. */
  readonly encrypted: string;
}

/** Asks before a document deregisters phones. */
export function confirmDocumentPage({ csrf, params, encrypted }: ConfirmDocumentOptions): View {
  const macIds = macIdsOf(params);
  return {
    title: 'Upload',
    body: html`<section class="card narrow">
      <h1>Deregister ${countPhones(macIds.length)}?</h1>
      <ul class="macs">
        ${macIds.slice(0, shown).map((macId) => html`<li class="mac">${shownMacId(macId)}</li>`)}
      </ul>
      ${macIds.length > shown ? html`<p>and ${(macIds.length - shown).toLocaleString('en')} more</p>` : ''}
      <p class="hint">Without a registration, a phone finds no provisioning server at its next first boot.</p>
      <form method="post" action="/portal/upload/confirmed" enctype="multipart/form-data" class="inline">
        ${csrfField(csrf)}
        <input type="hidden" name="encrypted" value="${encrypted}" />
        <button class="danger" name="confirmed" value="yes">Deregister</button>
        <a class="button quiet" href="/portal/upload">Cancel</a>
      </form>
    </section>`,
  };
}

function response({ outcome, download }: UploadResult): Html {
  return html`<section class="card" aria-labelledby="response">
    <h2 id="response">The server's response</h2>
    ${
      outcome.kind === 'fault'
        ? noticeBox({ kind: 'refused', text: `Nothing was done. ${outcome.message}` })
        : answer(outcome)
    }
    ${
      download === undefined
        ? html`<p class="hint">The whole response is too long to be kept. Use the XML-RPC endpoint for such lists.</p>`
        : html`<p>
            <a class="button quiet" download="result.xml" href="${download}">Download the result</a>
            <small>the same as an XML file, with the passwords in URLs masked</small>
          </p>`
    }
  </section>`;
}

function answer({ method, params, value, total }: DocumentResult & { kind: 'answer' }): Html {
  if (method === methods.listDevices) return deviceRows(value, total);
  if (method === methods.checkDevice) return checked(value);
  const [flag, ...texts] = value;
  const verb =
    method === methods.registerDevice || method === methods.registerDeviceList ? 'registered' : 'deregistered';
  const done = outcomeGroup();
  const refused = outcomeGroup();
  const asked = macIdsOf(params);
  for (const [index, text] of texts.map(String).entries()) {
    const group = text.startsWith('OK') ? done : refused;
    if (group.count++ < shown) group.rows.push({ macId: asked[index] ?? '', text });
  }
  const all = `${countPhones(done.count)} ${verb}${flag === true ? '.' : `, ${countPhones(refused.count)} refused.`}`;
  return html`${noticeBox({ kind: flag === true ? 'done' : 'refused', text: all })}
  ${refused.count === 0 ? '' : outcomeTable(refused, verb)}
  ${
    done.count === 0
      ? ''
      : html`<details>
          <summary>${countPhones(done.count)} ${verb}</summary>
          ${outcomeTable(done, verb)}
        </details>`
  }`;
}

/** Phones with the same outcome: their number, and those that are shown. */
interface OutcomeGroup {
  count: number;
  readonly rows: OutcomeRow[];
}

const outcomeGroup = (): OutcomeGroup => ({ count: 0, rows: [] });

interface OutcomeRow {
  readonly macId: string;
  readonly text: string;
}

function outcomeTable({ count, rows }: OutcomeGroup, verb: string): Html {
  return html`<table>
      <thead>
        <tr>
          <th>MAC</th>
          <th>Outcome</th>
          <th>Answer</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(({ macId, text }) => outcomeRow(macId, text, verb))}
      </tbody>
    </table>
    ${more(count)}`;
}

function outcomeRow(macId: string, text: string, verb: string): Html {
  const refusal = parseRefusal(text);
  return html`<tr>
    <td data-label="MAC" class="mac">${shownMacId(macId)}</td>
    <td data-label="Outcome">${refusal === undefined ? verb : refusalNotice(refusal).text}</td>
    <td data-label="Answer"><code>${text}</code></td>
  </tr>`;
}

function checked([flag, ...rest]: readonly XmlRpcValue[]): Html {
  const [first = '', name = '', date = '', url = ''] = rest.map(String);
  if (flag !== true) return noticeBox(refusalNotice(parseRefusal(first) ?? { code: 'mac_not_found', value: first }));
  return html`<dl>
    <dt>MAC</dt>
    <dd class="mac">${first}</dd>
    <dt>Points to</dt>
    <dd class="url">${url}</dd>
    <dt>Provider name</dt>
    <dd>${name}</dd>
    <dt>Registered</dt>
    <dd>${date} UTC</dd>
  </dl>`;
}

function deviceRows(rows: readonly XmlRpcValue[], total: number): Html {
  return html`<p>${countPhones(total)}</p>
    <table>
      <thead>
        <tr>
          <th>MAC</th>
          <th>Provider name</th>
          <th>URL</th>
          <th>Registered (UTC)</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => {
          const [mac = '', name = '', url = '', date = ''] = Array.isArray(row) ? row.map(String) : [];
          return html`<tr>
            <td data-label="MAC" class="mac">${mac}</td>
            <td data-label="Provider name"><bdi>${name}</bdi></td>
            <td data-label="URL" class="url">${url}</td>
            <td data-label="Registered">${date}</td>
          </tr>`;
        })}
      </tbody>
    </table>
    ${more(total)}`;
}

const more = (count: number): Html | string =>
  count > shown ? html`<p>${(count - shown).toLocaleString('en')} more are in the result.</p>` : '';

/** The MAC-IDs of a call: its first parameter, a string or an array. */
function macIdsOf([first]: readonly XmlRpcValue[]): readonly string[] {
  return Array.isArray(first) ? first.map(String) : typeof first === 'string' ? [first] : [];
}
