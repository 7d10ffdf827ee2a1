import { html } from 'hono/html';
import { formatDate } from '../../registrations/index.ts';
import type {
  LastAsked,
  RedirectedRequest,
  RedirectOutcome,
  RefusalOutcome,
  RefusedRequest,
} from '../../storage/index.ts';
import type { Html } from './layout.ts';

const redirectWords: Readonly<Record<RedirectOutcome, string>> = {
  redirected: 'redirected',
  model_unknown: 'redirected, model unknown',
};

const refusalWords: Readonly<Record<RefusalOutcome, string>> = {
  wrong_id: 'wrong ID',
  too_many_wrong_ids: 'too many wrong IDs',
};

/** The entries of a list of definitions: when a phone last asked, from where, what it was told, and what was refused. */
export function lastAskedEntries({ redirected, refused }: LastAsked): Html {
  return html`<dt>Last asked</dt>
    <dd>
      ${redirected === undefined ? html`<span class="soft">Never since it was registered</span>` : redirectedText(redirected)}
    </dd>
    ${
      refused === undefined
        ? ''
        : html`<dt>Last refused</dt>
            <dd>${refusedText(refused, redirected)}</dd>`
    }`;
}

function redirectedText({ at, from, outcome, url }: RedirectedRequest): Html {
  return html`${time(at)} from ${from}, redirected to <span class="url">${url}</span> ${
      outcome === 'model_unknown'
        ? html`<p class="hint">The phone asked for a path without a device ID, so %DVID stayed in the URL.</p>`
        : ''
    }`;
}

function refusedText({ at, from, outcome }: RefusedRequest, redirected: RedirectedRequest | undefined): Html {
  return html`${time(at)} from ${from}, <span class="bad">${refusalWords[outcome]}</span>
    <p class="hint">${adviceOn(outcome, at, redirected)}</p>`;
}

/** What a refusal means: anyone who knows a MAC can send a wrong ID for it. */
function adviceOn(outcome: RefusalOutcome, at: Date, redirected: RedirectedRequest | undefined): string {
  if (redirected !== undefined) {
    return redirected.at >= at
      ? 'The phone was redirected later, so the registered ID is right.'
      : 'The phone was redirected before, so the registered ID is right. Someone else who knows the MAC may have sent this request.';
  }
  return outcome === 'wrong_id'
    ? 'A request had this MAC and another ID. If it came from the phone, deregister it and register it again with the ID on its label.'
    : 'After too many wrong IDs for this MAC, the ID was not checked. It is checked again after some minutes.';
}

const time = (at: Date): Html => html`<time datetime="${at.toISOString()}">${formatDate(at)} UTC</time>`;

/** When a phone last asked and what came of it, for a table. A refusal is mentioned if it is the latest request. */
export function lastAskedCell({ redirected, refused }: LastAsked): Html {
  if (redirected === undefined && refused === undefined) return html`<span class="soft">never yet</span>`;
  if (redirected === undefined) return refused === undefined ? html`` : refusedLine(refused);
  return html`<div>
      ${shortDate(redirected.at, `asked from ${redirected.from}`)} <small>${redirectWords[redirected.outcome]}</small>
    </div>
    ${refused !== undefined && refused.at > redirected.at ? refusedLine(refused) : ''}`;
}

const refusedLine = ({ at, from, outcome }: RefusedRequest): Html =>
  html`<div class="last-refused">
    ${shortDate(at, `asked from ${from}`)} <small class="bad">${refusalWords[outcome]}</small>
  </div>`;

/** A date to the minute, with the seconds on hover. */
export function shortDate(date: Date, more = ''): Html {
  const whole = formatDate(date);
  const title = `${whole} UTC${more === '' ? '' : `, ${more}`}`;
  return html`<time datetime="${date.toISOString()}" title="${title}">${whole.slice(0, 16)}</time>`;
}
