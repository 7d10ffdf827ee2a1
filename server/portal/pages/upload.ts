import { html } from 'hono/html';
import type { DocumentResult } from '../../xmlrpc/index.ts';
import { countPhones, refusalNotice } from '../messages.ts';
import type { Notice } from '../session.ts';
import { templates } from '../templates.ts';
import type { View } from '../view.ts';
import { csrfField, type Html, noticeBox } from './layout.ts';
import { redactCredentials, redactMacIds, methods, parseRefusal } from '#autoprov';
import type { XmlRpcValue } from '#xmlrpc';

export interface UploadOptions {
  readonly csrf: string;
  readonly notice?: Notice;
  readonly result?: DocumentResult;
  readonly pasted?: string;
}

/** The number of rows that are shown; the XML result contains all. */
const shown = 200;

/** Uploads a document and shows the server's answer. */
export function uploadPage({ csrf, notice, result, pasted = '' }: UploadOptions): View {
  return {
    title: 'Upload',
    body: html`<h1>Upload an XML file</h1>
      ${notice && noticeBox(notice)} ${result && response(result)}
      <section class="card">
        <p class="hint">
          A document of any of the six methods, prepared as in the templates. What it says is done as it is sent,
          without a further question.
        </p>
        <form method="post" action="/portal/upload" enctype="multipart/form-data">
          ${csrfField(csrf)}
          <label for="file">File</label>
          <input id="file" name="file" type="file" accept=".xml,text/xml,application/xml" />
          <label for="text">or paste the XML here</label>
          <textarea id="text" name="text" rows="8" spellcheck="false" autocomplete="off">${pasted}</textarea>
          <button>Upload</button>
        </form>
      </section>
      <h2 id="templates">Templates</h2>
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
      </ul>`,
  };
}

function response(result: DocumentResult): Html {
  const download = html`<a
    class="button quiet"
    download="result.xml"
    href="data:text/xml;base64,${Buffer.from(result.xml).toString('base64')}"
    >Result</a
  >`;
  return html`<section class="card" aria-labelledby="response">
    <h2 id="response">The server's response</h2>
    ${
      result.kind === 'fault'
        ? noticeBox({ kind: 'refused', text: `Nothing was done. ${result.message}` })
        : answer(result)
    }
    <p>${download} <small>the same as an XML file</small></p>
  </section>`;
}

function answer({ method, params, value }: DocumentResult & { kind: 'answer' }): Html {
  if (method === methods.listDevices) return deviceRows(value);
  if (method === methods.checkDevice) return checked(value);
  const [flag, ...texts] = value;
  const asked = macIdsOf(params);
  const done = texts.filter((text) => typeof text === 'string' && text.startsWith('OK')).length;
  const verb =
    method === methods.registerDevice || method === methods.registerDeviceList ? 'registered' : 'deregistered';
  const all = `${countPhones(done)} ${verb}${flag === true ? '.' : `, ${countPhones(texts.length - done)} refused.`}`;
  const rows = texts.map((text, index) => ({ macId: asked[index] ?? '', text: typeof text === 'string' ? text : '' }));
  const refused = rows.filter(({ text }) => parseRefusal(text) !== undefined);
  const worked = rows.filter(({ text }) => parseRefusal(text) === undefined);
  return html`${noticeBox({ kind: flag === true ? 'done' : 'refused', text: all })}
  ${refused.length === 0 ? '' : outcomeTable(refused, verb)}
  ${
    worked.length === 0
      ? ''
      : html`<details>
          <summary>${countPhones(worked.length)} ${verb}</summary>
          ${outcomeTable(worked, verb)}
        </details>`
  }`;
}

interface OutcomeRow {
  readonly macId: string;
  readonly text: string;
}

function outcomeTable(rows: readonly OutcomeRow[], verb: string): Html {
  return html`<table>
      <thead>
        <tr>
          <th>MAC</th>
          <th>Outcome</th>
          <th>Answer</th>
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, shown).map(({ macId, text }) => outcomeRow(macId, text, verb))}
      </tbody>
    </table>
    ${more(rows.length)}`;
}

function outcomeRow(macId: string, text: string, verb: string): Html {
  const refusal = parseRefusal(text);
  return html`<tr>
    <td data-label="MAC" class="mac">${redactMacIds(macId)}</td>
    <td data-label="Outcome">${refusal === undefined ? verb : refusalNotice(refusal).text}</td>
    <td data-label="Answer"><code>${redactCredentials(text)}</code></td>
  </tr>`;
}

function checked([flag, ...rest]: readonly XmlRpcValue[]): Html {
  const [first = '', name = '', date = '', url = ''] = rest.map(String);
  if (flag !== true) return noticeBox(refusalNotice(parseRefusal(first) ?? { code: 'mac_not_found', value: first }));
  return html`<dl>
    <dt>MAC</dt>
    <dd class="mac">${first}</dd>
    <dt>Points to</dt>
    <dd class="url">${redactCredentials(url)}</dd>
    <dt>Provider name</dt>
    <dd>${name}</dd>
    <dt>Registered</dt>
    <dd>${date} UTC</dd>
  </dl>`;
}

function deviceRows(rows: readonly XmlRpcValue[]): Html {
  return html`<p>${countPhones(rows.length)}</p>
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
        ${rows.slice(0, shown).map((row) => {
          const [mac = '', name = '', url = '', date = ''] = Array.isArray(row) ? row.map(String) : [];
          return html`<tr>
            <td data-label="MAC" class="mac">${mac}</td>
            <td data-label="Provider name">${name}</td>
            <td data-label="URL" class="url">${redactCredentials(url)}</td>
            <td data-label="Registered">${date}</td>
          </tr>`;
        })}
      </tbody>
    </table>
    ${more(rows.length)}`;
}

const more = (count: number): Html | string =>
  count > shown ? html`<p>${(count - shown).toLocaleString('en')} more are in the result.</p>` : '';

/** The MAC-IDs of a call: its first parameter, a string or an array. */
function macIdsOf([first]: readonly XmlRpcValue[]): readonly string[] {
  return Array.isArray(first) ? first.map(String) : typeof first === 'string' ? [first] : [];
}
