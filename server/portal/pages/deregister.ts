import { html } from 'hono/html';
import { countPhones } from '../messages.ts';
import type { View } from '../view.ts';
import { csrfField } from './layout.ts';

/** The confirmation, which lists the MACs. */
export function confirmPage(csrf: string, macs: readonly string[]): View {
  return {
    title: 'Deregister',
    body: html`<section class="card narrow">
      <h1>Deregister ${macs.length === 1 ? 'this phone' : countPhones(macs.length)}?</h1>
      <ul class="macs">
        ${macs.map((mac) => html`<li class="mac">${mac}</li>`)}
      </ul>
      <p class="hint">
        At ${macs.length === 1 ? 'its' : 'their'} next first boot ${macs.length === 1 ? 'it finds' : 'they find'} no
        provisioning server, and anyone who knows the MAC-ID can register ${macs.length === 1 ? 'it' : 'them'}.
      </p>
      <form method="post" action="/portal/deregister" class="inline">
        ${csrfField(csrf)} ${macs.map((mac) => html`<input type="hidden" name="mac" value="${mac}" />`)}
        <button class="danger" name="confirmed" value="yes">Deregister</button>
        <a class="button quiet" href="/portal/phones">Keep ${macs.length === 1 ? 'it' : 'them'}</a>
      </form>
    </section>`,
  };
}
