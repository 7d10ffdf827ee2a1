import { html } from 'hono/html';
import { formatDate } from '../../registrations/index.ts';
import type { AuditAction, AuditChannel, AuditEntry } from '../../storage/index.ts';
import { type HistoryQuery, historyAddress } from '../history-query.ts';
import { countPhones } from '../messages.ts';
import type { View } from '../view.ts';
import type { Html } from './layout.ts';

const words: Readonly<Record<AuditAction, string>> = {
  registered: 'Registered',
  repointed: 'Re-pointed',
  deregistered: 'Deregistered',
  wrong_id: 'Wrong ID refused',
  account_added: 'Account created',
  account_disabled: 'Account disabled',
  account_enabled: 'Account enabled',
  login_added: 'Login added',
  login_removed: 'Login removed',
  login_disabled: 'Login disabled',
  login_enabled: 'Login enabled',
  role_changed: 'Role changed',
  password_changed: 'Password changed',
};

const channelNames: Readonly<Record<AuditChannel, string>> = {
  xmlrpc: 'over XML-RPC',
  portal: 'in the portal',
  'command line': "on the server's command line",
};

/** The number of MACs that are shown; the others can be unfolded. */
const shown = 5;

export interface HistoryOptions {
  readonly query: HistoryQuery;
  readonly entries: readonly AuditEntry[];
  /** The ID of the last entry, if there are older ones. */
  readonly older: number | undefined;
}

/** The changes in this account that match the filters, newest first. */
export function historyPage({ query, entries, older }: HistoryOptions): View {
  return {
    title: 'History',
    body: html`<h1>History</h1>
      <p class="hint">Every change in your account and every wrong ID that was refused, on every channel.</p>
      ${filterForm(query)} ${entries.length === 0 ? nothing(query) : [historyList(entries), pager(query, older)]}`,
  };
}

const pager = (query: HistoryQuery, older: number | undefined): Html =>
  html`<p class="pager">
    <a href="${historyAddress({ ...query, before: undefined }, '/portal/history.csv')}" download>Export as CSV</a>
    ${older === undefined ? '' : html`<a href="${historyAddress({ ...query, before: older })}">Older →</a>`}
  </p>`;

const nothing = (query: HistoryQuery): Html =>
  historyAddress(query) === '/portal/history'
    ? html`<p class="empty">Nothing yet.</p>`
    : html`<p class="empty">No entry matches. <a href="/portal/history">Show all</a></p>`;

function filterForm(query: HistoryQuery): Html {
  const input = (name: 'mac' | 'login' | 'from' | 'until', label: string, type: 'text' | 'date'): Html =>
    html`<div>
      <label for="${name}">${label}</label>
      <input id="${name}" name="${name}" type="${type}" value="${query[name]}" />
    </div>`;
  return html`<form method="get" action="/portal/history" class="filter many" role="search">
    ${input('mac', 'MAC', 'text')} ${input('login', 'Login', 'text')}
    <div>
      <label for="channel">Channel</label>
      <select id="channel" name="channel">
        ${choices(channelNames, query.channel)}
      </select>
    </div>
    <div>
      <label for="action">Change</label>
      <select id="action" name="action">
        ${choices(words, query.action)}
      </select>
    </div>
    ${input('from', 'From (UTC)', 'date')} ${input('until', 'Until', 'date')}
    <button>Show</button>
  </form>`;
}

const choices = (labels: Readonly<Record<string, string>>, chosen: string): readonly Html[] =>
  Object.entries({ '': 'any', ...labels }).map(([value, label]) =>
    value === chosen
      ? html`<option value="${value}" selected>${label}</option>`
      : html`<option value="${value}">${label}</option>`,
  );

/** Entries of the history. The history of one phone omits its MAC. */
export function historyList(entries: readonly AuditEntry[], own?: string): Html {
  return html`<ol class="history">
    ${entries.map((entry) => item(entry, own))}
  </ol>`;
}

function item(entry: AuditEntry, own: string | undefined): Html {
  const { at, channel, action, macs, macCount, url, providerName, subject, role } = entry;
  const isOwn = macs.length === 1 && macs[0] === own;
  return html`<li>
    <time datetime="${at.toISOString()}">${formatDate(at)} UTC</time>
    <span class="what ${action}">${words[action]}</span>
    ${macCount > 1 ? countPhones(macCount) : ''}
    ${subject === undefined ? '' : html`<strong>${subject}</strong>${role === undefined ? '' : `: ${role}`}`}
    <span class="channel">${channelNames[channel]}</span>
    ${by(entry)} ${url === undefined ? '' : html`<div class="url">${url} (<bdi>${providerName ?? ''}</bdi>)</div>`}
    ${isOwn || macs.length === 0 ? '' : html`<div>${macList(entry)}</div>`}
  </li>`;
}

/** The login, and the address and program that it used. */
function by({ login, address, program }: AuditEntry): Html {
  if (login === undefined) return html``;
  return html`<span class="by">
    by <strong>${login}</strong> ${address === undefined ? '' : `from ${address}`}
    ${program === undefined ? '' : html`with <span title="${program}">${shortProgram(program)}</span>`}
  </span>`;
}

/** What browsers call themselves, each before those that it claims to be, and their names. */
const browsers: readonly (readonly [string, string])[] = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['HeadlessChrome', 'Chrome'],
  ['Chrome', 'Chrome'],
  ['Version', 'Safari'],
];

/** The name and version of a browser, or what another program says of itself. */
function shortProgram(program: string): string {
  if (!program.startsWith('Mozilla/')) return program;
  const [found] = browsers.flatMap(([token, name]) => {
    const version = new RegExp(`\\b${token}/(\\d+)`).exec(program)?.[1];
    return version === undefined ? [] : [`${name} ${version}`];
  });
  return found ?? program;
}

function macList({ id, macs, macCount }: AuditEntry): Html {
  const first = macs.slice(0, shown).map((mac) => html`<a class="mac" href="/portal/phones/${mac}">${mac}</a> `);
  if (macs.length <= shown) return html`${first}`;
  const all = html`<p>
    <a href="/portal/history/${id}/phones.txt" download>All ${countPhones(macCount)} as a file</a>
  </p>`;
  return html`${first}
    <details>
      <summary>and ${(macCount - shown).toLocaleString('en')} more</summary>
      <p class="mac">${macs.slice(shown).join(' ')}</p>
      ${macCount > macs.length ? all : ''}
    </details>`;
}
