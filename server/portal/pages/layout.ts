import { html } from 'hono/html';
import { includesRole, type Role } from '../../storage/index.ts';
import { assetUrl } from '../assets.ts';
import { TOKEN_FIELD } from '../form-token.ts';
import type { Notice } from '../notice.ts';

/** A part of a page. Interpolated texts are escaped; parts are not. */
export type Html = ReturnType<typeof html>;

export interface Frame {
  readonly title: string;
  readonly body: Html;
  /** The current page, for the menu. */
  readonly path: string;
  /** The login of the session and the CSRF token for each form. */
  readonly user?: User;
  readonly notice?: Notice;
}

export interface User {
  readonly name: string;
  readonly role: Role;
  readonly csrf: string;
}

const menu = [
  { href: '/portal/', label: 'Start', role: 'read' },
  { href: '/portal/phones', label: 'Phones', role: 'read' },
  { href: '/portal/upload', label: 'Upload', role: 'write' },
  { href: '/portal/history', label: 'History', role: 'read' },
  { href: '/portal/unregistered', label: 'Unregistered', role: 'administer' },
  { href: '/portal/logins', label: 'Logins', role: 'administer' },
  { href: '/portal/help', label: 'Help', role: 'read' },
] as const satisfies readonly { readonly href: string; readonly label: string; readonly role: Role }[];

/** A complete page with this body. */
export function layout({ title, body, path, user, notice }: Frame): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Redirect portal</title>
        <link rel="stylesheet" href="${assetUrl('portal.css')}" />
        <link rel="icon" href="${assetUrl('portal.svg')}" />
        <script src="${assetUrl('portal.js')}" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
          <div class="bar">
            <a class="brand" href="/portal/"
              ><img src="${assetUrl('portal.svg')}" alt="" width="28" height="28" /><span>Redirect portal</span></a
            >
            ${user && navigation(path, user)}
          </div>
        </header>
        <main id="main">${notice && noticeBox(notice)} ${body}</main>
      </body>
    </html>`;
}

function navigation(path: string, user: User): Html {
  const [here = ''] = path.split('?', 1);
  const offered = menu.filter(({ role }) => includesRole(user.role, role));
  // Phones are selected in their list, so the pages about selected phones belong to it.
  const parent = /^\/portal\/(?:repoint|deregister)/.test(here) ? '/portal/phones' : here;
  const isHere = (href: string): boolean => (href === '/portal/' ? parent === href : parent.startsWith(href));
  return html`<nav aria-label="Portal">
      ${offered.map(({ href, label }) =>
        isHere(href) ? html`<a href="${href}" aria-current="page">${label}</a>` : html`<a href="${href}">${label}</a>`,
      )}
    </nav>
    <form class="user" method="post" action="/portal/logout">
      ${csrfField(user.csrf)}
      <a href="/portal/password" title="Role: ${user.role}. Change your password.">${user.name}</a>
      <button class="quiet">Log out</button>
    </form>`;
}

/** A message about the last action, with its answer code. */
export function noticeBox({ kind, text, code }: Notice): Html {
  return html`<p class="notice ${kind}" role="${kind === 'done' ? 'status' : 'alert'}">
    <span>${text}</span> ${code && html`<small>answer code <code>${code}</code></small>`}
  </p>`;
}

export function csrfField(token: string): Html {
  return html`<input type="hidden" name="${TOKEN_FIELD}" value="${token}" />`;
}
