import { html } from 'hono/html';
import { formatDate } from '../../registrations/index.ts';
import type { AuditEntry, ObservedRegistration, StoredRegistration } from '../../storage/index.ts';
import type { View } from '../view.ts';
import { historyList } from './history.ts';
import { lastAskedEntries } from './last-asked.ts';
import { csrfField, type Html } from './layout.ts';
import { expandRedirectUrl } from '#autoprov';

export interface PhoneOptions {
  readonly csrf: string;
  readonly phone: ObservedRegistration;
  /** The device ID for the preview: `42/2`. */
  readonly deviceId: string;
  readonly history: readonly AuditEntry[];
  readonly mayWrite: boolean;
}

/** One phone: its registration, the URL that it gets, and its history. */
export function phonePage({ csrf, phone, deviceId, history, mayWrite }: PhoneOptions): View {
  const { mac, url, providerName, registeredAt, lastAsked } = phone;
  return {
    title: mac,
    body: html`<h1>Phone <span class="mac">${mac}</span></h1>
      <section class="card">
        <dl>
          <dt>Points to</dt>
          <dd class="url">${url}</dd>
          <dt>Provider name</dt>
          <dd><bdi>${providerName}</bdi></dd>
          <dt>Registered</dt>
          <dd>${formatDate(registeredAt)} UTC</dd>
          ${lastAskedEntries(lastAsked)}
        </dl>
        ${preview(phone, deviceId)}
        ${
          mayWrite
            ? html`<form method="post" action="/portal/deregister" class="inline actions">
                ${csrfField(csrf)}
                <input type="hidden" name="mac" value="${mac}" />
                <a class="button" href="/portal/repoint?mac=${mac}">Change target…</a>
                <button class="danger">Deregister…</button>
              </form>`
            : ''
        }
      </section>
      <section class="card" aria-labelledby="happened">
        <h2 id="happened">What happened to it</h2>
        ${history.length === 0 ? html`<p>There are no entries.</p>` : historyList(history, mac)}
      </section>`,
  };
}

/** The phone's expanded URL; if it depends on the model, for the requested model. */
function preview({ mac, url }: StoredRegistration, deviceId: string): Html {
  const told = expandRedirectUrl(url, { mac, deviceId });
  const sentence = html`<p class="told">
    <span>At its first boot this phone is told</span> <code class="url">${told}</code>
  </p>`;
  if (!url.includes('%DVID')) return sentence;
  return html`${sentence}
    <form method="get" class="inline">
      <label for="device">for the model with the device ID</label>
      <input id="device" name="device" value="${deviceId}" list="models" pattern="[0-9]+/[0-9]+" required />
      <datalist id="models"><option value="42/2">N510 IP PRO</option></datalist>
      <button class="quiet">Show</button>
    </form>`;
}

/** A phone that is not registered, or registered by another account: the same text for both. */
export function noPhonePage(mac: string, mayWrite: boolean): View {
  return {
    title: mac,
    status: 404,
    body: html`<h1>Phone <span class="mac">${mac}</span></h1>
      <p>It is not registered in your account. <code>mac_not_found</code></p>
      ${mayWrite ? html`<p><a href="/portal/">Register it</a></p>` : ''}`,
  };
}
