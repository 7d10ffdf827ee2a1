import { html } from 'hono/html';
import type { Notice } from '../notice.ts';
import type { View } from '../view.ts';
import { csrfField, noticeBox } from './layout.ts';

export interface PasswordOptions {
  readonly csrf: string;
  /** The user name of the login. */
  readonly name: string;
  /** Why the password was not changed. */
  readonly refused?: Notice;
}

/** The form with which a login changes its own password. */
export function passwordPage({ csrf, name, refused }: PasswordOptions): View {
  const field = (id: string, label: string, autocomplete: string, hint = '') =>
    html`<label for="${id}">${label} ${hint === '' ? '' : html`<small>${hint}</small>`}</label>
      <input id="${id}" name="${id}" type="password" autocomplete="${autocomplete}" required />`;
  return {
    title: 'Change your password',
    status: refused === undefined ? 200 : 422,
    body: html`<section class="card narrow">
      <h1>Change your password</h1>
      <p class="hint">
        For the login <strong>${name}</strong>, in the portal and over XML-RPC. Its sessions in other browsers end.
      </p>
      ${refused && noticeBox(refused)}
      <form method="post" action="/portal/password">
        ${csrfField(csrf)}
        <!-- For password managers. -->
        <input name="username" value="${name}" autocomplete="username" hidden />
        ${field('present', 'Current password', 'current-password')}
        ${field('password', 'New password', 'new-password', 'at least 8 characters')}
        ${field('again', 'New password again', 'new-password')}
        <button>Change password</button>
      </form>
    </section>`,
  };
}
