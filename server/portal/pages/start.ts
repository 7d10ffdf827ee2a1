import { html } from 'hono/html';
import type { ValueCount } from '../../storage/index.ts';
import { countPhones } from '../messages.ts';
import type { Notice } from '../notice.ts';
import type { View } from '../view.ts';
import { csrfField, type Html, noticeBox } from './layout.ts';
import { askedCard, overview, type Overview } from './overview.ts';
import { invalid, problemLines, targetFields } from './target-fields.ts';

/** The targets in use, for suggestions and figures. */
export interface Known {
  readonly urls: readonly ValueCount[];
  readonly providerNames: readonly ValueCount[];
}

/** The input of the registration form, which it keeps after a refusal. */
export interface Registering {
  readonly macId: string;
  readonly url: string;
  readonly providerName: string;
}

/** The problems of each field as sentences; empty if it is valid. */
export type FieldProblems = Readonly<Record<keyof Registering, readonly string[]>>;

export interface StartOptions {
  readonly csrf: string;
  readonly known: Known;
  readonly figures: Overview;
  readonly mayWrite: boolean;
  /** The result of a check and its input. */
  readonly checked?: { readonly asked: string; readonly notice: Notice };
  /** The refusal of a registration. */
  readonly refused?: Notice;
  readonly registering?: Registering;
  readonly problems?: FieldProblems;
}

/** The start page: check a phone, register a phone. */
export function startPage(options: StartOptions): View {
  const { csrf, checked, refused, problems, figures, mayWrite } = options;
  const { total } = figures;
  return {
    title: 'Start',
    status: refused === undefined && problems === undefined ? 200 : 422,
    body: html`<div class="two">
        <div>
          <section class="card" aria-labelledby="check">
            <h1 id="check">Is this phone registered?</h1>
            <p class="hint">And where does it point? Type its MAC or MAC-ID, in any spelling.</p>
            ${checked && noticeBox(checked.notice)}
            <form method="post" action="/portal/check">
              ${csrfField(csrf)}
              <label for="mac">MAC or MAC-ID</label>
              <input
                id="mac"
                name="mac"
                class="mac"
                value="${checked?.asked ?? ''}"
                placeholder="7C2F80820EC0"
                autocomplete="off"
                autocapitalize="characters"
                spellcheck="false"
                data-mac
                required
              />
              <button>Check</button>
            </form>
          </section>
          ${mayWrite && total > 0 ? askedCard(figures) : ''}
        </div>
        ${
          mayWrite
            ? html`<section class="card" aria-labelledby="register">
                <h2 id="register">Register a phone</h2>
                <p class="hint">At its next first boot it is sent to your provisioning server.</p>
                ${refused && noticeBox(refused)} ${registerForm(options)}
              </section>`
            : askedCard(figures)
        }
      </div>
      <p class="after">
        ${
          total === 0
            ? html`No phone is registered in your account yet.`
            : html`<a href="/portal/phones">${countPhones(total)} registered in your account</a>.`
        }
        ${mayWrite ? html`Many at once: <a href="/portal/upload">upload a CSV or XML file</a>.` : ''}
      </p>
      ${overview(figures)}`,
  };
}

function registerForm({ csrf, known, registering, problems }: StartOptions): Html {
  const { macId = '', url = '', providerName = '' } = registering ?? {};
  return html`<form method="post" action="/portal/register">
    ${csrfField(csrf)}
    <label for="mac_id">MAC-ID <small>from the label, with the 4 characters after the hyphen</small></label>
    <input
      id="mac_id"
      name="mac_id"
      class="mac"
      value="${macId}"
      placeholder="7C2F80820EC0-55DF"
      autocomplete="off"
      autocapitalize="characters"
      spellcheck="false"
      data-mac="id"
      required
      ${invalid('mac_id', problems?.macId)}
    />
    ${problemLines('mac_id', problems?.macId)}
    ${targetFields({ input: { url, providerName }, known, ...(problems && { problems }) })}
    <button>Register</button>
  </form>`;
}
