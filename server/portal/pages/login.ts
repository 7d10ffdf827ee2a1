import { html } from 'hono/html';
import type { Notice } from '../notice.ts';
import type { View } from '../view.ts';
import { noticeBox } from './layout.ts';

/** The login form; after a mistake it keeps the name. */
export function loginPage(given: { readonly name: string; readonly to: string; readonly notice?: Notice }): View {
  const { name, to, notice } = given;
  return {
    title: 'Log in',
    status: notice === undefined ? 200 : 403,
    body: html`<section class="card narrow">
      <h1>Log in</h1>
      <p class="hint">Log in with the name and password of your provisioner account.</p>
      ${notice && noticeBox(notice)}
      <form method="post" action="/portal/login">
        <input type="hidden" name="to" value="${to}" />
        <label for="name">Name</label>
        <input
          id="name"
          name="name"
          value="${name}"
          autocomplete="username"
          required
          ${name === '' ? 'autofocus' : ''}
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          ${name === '' ? '' : 'autofocus'}
        />
        <button>Log in</button>
      </form>
    </section>`,
  };
}
