import { html } from 'hono/html';
import { type LoginSummary, type Role, roles } from '../../storage/index.ts';
import type { View } from '../view.ts';
import { shortDate } from './last-asked.ts';
import { csrfField, type Html } from './layout.ts';

const meanings: Readonly<Record<Role, string>> = {
  read: 'read: look at phones and the history',
  write: 'write: also register and deregister phones',
  administer: 'administer: also manage logins',
};

export interface LoginsOptions {
  readonly csrf: string;
  readonly account: string;
  readonly logins: readonly LoginSummary[];
  /** The user name of the person who looks at the page. */
  readonly own: string;
  /** What was typed into the form for a new login, without its password, and why it was refused. */
  readonly refused?: { readonly name: string; readonly role: string; readonly problems: readonly string[] };
}

/** The logins of an account, and a form for a new one. */
export function loginsPage(options: LoginsOptions): View {
  const { csrf, account, logins, own } = options;
  return {
    title: 'Logins',
    status: options.refused === undefined ? 200 : 400,
    body: html`<h1>Logins</h1>
      <p class="hint">
        The people and programs that may log in to the account ${account}, in the portal and over XML-RPC. A change ends
        the sessions of the login.
      </p>
      <table class="logins">
        <thead>
          <tr>
            <th>User name</th>
            <th>Role</th>
            <th>Created (UTC)</th>
            <th>New password</th>
            <th>Access</th>
          </tr>
        </thead>
        <tbody>
          ${logins.map((login) => row(csrf, login, own))}
        </tbody>
      </table>
      ${newLoginForm(options)}`,
  };
}

function row(csrf: string, { name, role, createdAt, disabledAt }: LoginSummary, own: string): Html {
  const isDisabled = disabledAt !== undefined;
  return html`<tr>
    <td data-label="User name">
      <span
        >${name} ${name === own ? html`<small>(you)</small>` : ''}
        ${isDisabled ? html`<small class="bad">disabled</small>` : ''}</span
      >
    </td>
    <td data-label="Role">
      ${changeForm(
        csrf,
        name,
        html`<select name="role" aria-label="Role of ${name}">
            ${roleOptions(role, (each) => each)}
          </select>
          <button class="quiet" name="change" value="role">Change</button>`,
      )}
    </td>
    <td data-label="Created">${shortDate(createdAt)}</td>
    <td data-label="New password">
      ${changeForm(
        csrf,
        name,
        html`<input
            name="password"
            type="password"
            autocomplete="new-password"
            minlength="8"
            required
            aria-label="New password of ${name}"
          />
          <button class="quiet" name="change" value="password">Set</button>`,
      )}
    </td>
    <td data-label="Access">
      ${changeForm(
        csrf,
        name,
        html`<button class="quiet" name="change" value="${isDisabled ? 'enable' : 'disable'}">
            ${isDisabled ? 'Enable' : 'Disable'}
          </button>
          <button class="danger" name="change" value="remove">Remove…</button>`,
      )}
    </td>
  </tr>`;
}

const changeForm = (csrf: string, name: string, controls: Html): Html =>
  html`<form method="post" action="/portal/logins/change" class="inline">
    ${csrfField(csrf)}<input type="hidden" name="name" value="${name}" />${controls}
  </form>`;

function newLoginForm({ csrf, account, refused }: LoginsOptions): Html {
  return html`<section class="card narrow">
    <h2>Add a login</h2>
    ${refused?.problems.map((problem) => html`<p class="problem" role="alert">${problem}</p>`)}
    <form method="post" action="/portal/logins">
      ${csrfField(csrf)}
      <label for="name">Name <small>The user name is ${account}+ and this name.</small></label>
      <input id="name" name="name" value="${refused?.name ?? ''}" autocomplete="off" maxlength="128" required />
      <label for="role">Role</label>
      <select id="role" name="role">
        ${roleOptions(refused?.role ?? 'read', (role) => meanings[role])}
      </select>
      <label for="password">Password <small>At least 8 characters.</small></label>
      <input id="password" name="password" type="password" autocomplete="new-password" minlength="8" required />
      <button>Add</button>
    </form>
  </section>`;
}

const roleOptions = (chosen: string, labelOf: (role: Role) => string): readonly Html[] =>
  roles.map((role) =>
    role === chosen
      ? html`<option value="${role}" selected>${labelOf(role)}</option>`
      : html`<option value="${role}">${labelOf(role)}</option>`,
  );

/** Asks before a login is removed. */
export function removeLoginPage(csrf: string, name: string): View {
  return {
    title: 'Remove a login',
    body: html`<section class="card narrow">
      <h1>Remove the login ${name}?</h1>
      <p class="hint">It can no longer log in. Phones stay registered, and the history still names the login.</p>
      <form method="post" action="/portal/logins/change" class="inline">
        ${csrfField(csrf)}<input type="hidden" name="name" value="${name}" />
        <input type="hidden" name="change" value="remove" />
        <button class="danger" name="confirmed" value="yes">Remove</button>
        <a class="button quiet" href="/portal/logins">Keep it</a>
      </form>
    </section>`,
  };
}
