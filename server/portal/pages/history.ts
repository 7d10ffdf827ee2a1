import { html } from 'hono/html';
import { formatDate } from '../../registrations/index.ts';
import type { AuditAction, AuditChannel, AuditEntry } from '../../storage/index.ts';
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

/** All changes in this account, newest first. */
export function historyPage(entries: readonly AuditEntry[], older: number | undefined): View {
  return {
    title: 'History',
    body: html`<h1>History</h1>
      <p class="hint">Every change in your account and every wrong ID that was refused, on every channel.</p>
      ${entries.length === 0 ? html`<p class="empty">Nothing yet.</p>` : historyList(entries)}
      ${older === undefined ? '' : html`<p class="pager"><a href="/portal/history?before=${older}">Older →</a></p>`}`,
  };
}

/** Entries of the history. The history of one phone omits its MAC. */
export function historyList(entries: readonly AuditEntry[], own?: string): Html {
  return html`<ol class="history">
    ${entries.map((entry) => item(entry, own))}
  </ol>`;
}

function item(entry: AuditEntry, own: string | undefined): Html {
  const { at, channel, action, macs, macCount, url, providerName } = entry;
  const others = macs.length === 1 && macs[0] === own;
  return html`<li>
    <time datetime="${at.toISOString()}">${formatDate(at)} UTC</time>
    <span class="what ${action}">${words[action]}</span>
    ${macCount > 1 ? countPhones(macCount) : ''} <span class="channel">${channelNames[channel]}</span>
    ${url === undefined ? '' : html`<div class="url">${url} (${providerName ?? ''})</div>`}
    ${others || macs.length === 0 ? '' : html`<div>${macList(entry)}</div>`}
  </li>`;
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
