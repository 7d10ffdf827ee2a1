import { html } from 'hono/html';
import { formatDate } from '../../registrations/index.ts';
import type { LastAsked, PhoneRequestOutcome } from '../../storage/index.ts';
import type { Html } from './layout.ts';

/** What came of a phone's request, in a few words. */
const outcomeWords: Readonly<Record<PhoneRequestOutcome, string>> = {
  redirected: 'redirected',
  model_unknown: 'redirected, but its path names no model',
  wrong_id: 'refused: wrong ID',
  too_many_wrong_ids: 'refused: too many wrong IDs',
};

/** When a phone last asked, from where, and what it was told. */
export function lastAskedText(lastAsked: LastAsked | undefined): Html {
  if (lastAsked === undefined) return html`<span class="never">Never since it was registered</span>`;
  const { at, from, outcome, url } = lastAsked;
  const where = url === undefined ? '' : html` to <span class="url">${url}</span>`;
  return html`<time datetime="${at.toISOString()}">${formatDate(at)} UTC</time> from ${from}:
    <span class="asked ${outcome}">${outcomeWords[outcome]}</span>${where} ${advice(outcome)}`;
}

function advice(outcome: PhoneRequestOutcome): Html | string {
  switch (outcome) {
    case 'redirected':
      return '';
    case 'model_unknown':
      return html`<p class="hint">The phone asked for a path without a device ID, so %DVID stayed in the URL.</p>`;
    case 'wrong_id':
      return html`<p class="hint">
        A request had this MAC and another ID. If it came from the phone, register it again with the ID on its label.
      </p>`;
    case 'too_many_wrong_ids':
      return html`<p class="hint">
        After too many wrong IDs for this MAC, the ID was not checked. It is checked again after some minutes.
      </p>`;
  }
}

/** What came of a request, in a table. */
const shortOutcomes: Readonly<Record<PhoneRequestOutcome, string>> = {
  redirected: 'redirected',
  model_unknown: 'redirected, model unknown',
  wrong_id: 'wrong ID',
  too_many_wrong_ids: 'too many wrong IDs',
};

/** When a phone last asked and what came of it, for a table. */
export function lastAskedCell(asked: LastAsked | undefined): Html {
  if (asked === undefined) return html`<span class="soft">never yet</span>`;
  const { at, from, outcome } = asked;
  return html`${shortDate(at, `asked from ${from}`)}
    <small class="${isRefused(outcome) ? 'bad' : ''}">${shortOutcomes[outcome]}</small>`;
}

const isRefused = (outcome: PhoneRequestOutcome): boolean => outcome === 'wrong_id' || outcome === 'too_many_wrong_ids';

/** A date to the minute, with the seconds on hover. */
export function shortDate(date: Date, more = ''): Html {
  const whole = formatDate(date);
  const title = `${whole} UTC${more === '' ? '' : `, ${more}`}`;
  return html`<time datetime="${date.toISOString()}" title="${title}">${whole.slice(0, 16)}</time>`;
}
