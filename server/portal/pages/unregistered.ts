import { html } from 'hono/html';
import { formatDate } from '../../registrations/index.ts';
import type { UnregisteredPhone } from '../../storage/index.ts';
import type { View } from '../view.ts';

/** The phones that asked in the last day and are not registered. */
export function unregisteredPage(phones: readonly UnregisteredPhone[]): View {
  return {
    title: 'Unregistered phones',
    body: html`<h1>Unregistered phones</h1>
      <p class="hint">
        Phones that asked in the last 24 hours and are not registered. If the server has several accounts, you see only
        phones whose MACs share the first nine digits with the MAC of one of your phones.
      </p>
      ${phones.length === 0 ? html`<p class="empty">None.</p>` : table(phones)}`,
  };
}

const table = (phones: readonly UnregisteredPhone[]) =>
  html`<table>
    <thead>
      <tr>
        <th>MAC</th>
        <th>Last asked (UTC)</th>
        <th>From</th>
      </tr>
    </thead>
    <tbody>
      ${phones.map(
        ({ mac, at, from }) =>
          html`<tr>
            <td data-label="MAC"><span class="mac">${mac}</span></td>
            <td data-label="Last asked">${formatDate(at)}</td>
            <td data-label="From">${from}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
