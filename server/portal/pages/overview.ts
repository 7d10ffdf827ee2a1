import { html } from 'hono/html';
import type { AuditEntry, PhonesOfHour, ValueCount } from '../../storage/index.ts';
import { listAddress, readListQuery } from '../address.ts';
import { countPhones } from '../messages.ts';
import { historyList } from './history.ts';
import type { Html } from './layout.ts';

/** The figures beside the fields of the start page. */
export interface Overview {
  /** The number of phones in the account. */
  readonly total: number;
  readonly urls: readonly ValueCount[];
  readonly providerNames: readonly ValueCount[];
  /** Phones that asked in each of the last 24 hours, the oldest hour first. */
  readonly hours: readonly PhonesOfHour[];
  readonly lastChanges: readonly AuditEntry[];
}

/** The rows of a table of counts. */
const SHOWN = 5;

/** How many phones asked in the last day. */
export const askedCard = ({ hours }: Overview): Html =>
  html`<section class="card" aria-labelledby="asked">
    <h2 id="asked">Asked in the last day</h2>
    ${chart(hours)}
  </section>`;

/** How many phones point where, and the last changes. */
export function overview({ total, urls, providerNames, lastChanges }: Overview): Html {
  const searchFor = (search: string): string => listAddress(readListQuery({ search }));
  const named = (provider: string): string => listAddress(readListQuery({ provider }));
  const figures = html`<div class="two">
    ${counts('Where phones point', countsByHost(urls), total, searchFor)}
    ${counts('Providers', providerNames, total, named)}
  </div>`;
  return html`${total === 0 ? '' : figures}
    <section class="card" aria-labelledby="changes">
      <h2 id="changes">Last changes</h2>
      ${lastChanges.length === 0 ? html`<p class="hint">None yet.</p>` : historyList(lastChanges)}
      <p><a href="/portal/history">The whole history</a></p>
    </section>`;
}

function counts(
  heading: string,
  values: readonly ValueCount[],
  total: number,
  address: (value: string) => string,
): Html {
  const shown = values.slice(0, SHOWN);
  const others = total - shown.reduce((sum, { phones }) => sum + phones, 0);
  const id = heading.toLowerCase().replaceAll(' ', '-');
  return html`<section class="card" aria-labelledby="${id}">
    <h2 id="${id}">${heading}</h2>
    <ul class="counts">
      ${shown.map(
        ({ value, phones }) =>
          html`<li>
            <a href="${address(value)}"><bdi>${value}</bdi></a>
            <span class="number">${phones.toLocaleString('en')}</span>
            ${bar(phones / total)}
          </li>`,
      )}
    </ul>
    ${others > 0 ? html`<p class="hint">Others: ${countPhones(others)}</p>` : ''}
  </section>`;
}

/** A horizontal bar. Its number stands beside it. */
const bar = (part: number): Html =>
  html`<svg class="bar-chart" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="4"></rect>
    <rect width="${Math.max(1, Math.round(part * 100))}" height="4"></rect>
  </svg>`;

const HEIGHT = 60;
const STEP = 10;

/** One bar an hour: the redirected phones, and on top of them those that were refused. */
function chart(hours: Overview['hours']): Html {
  const redirected = hours.reduce((sum, hour) => sum + hour.redirected, 0);
  const refused = hours.reduce((sum, hour) => sum + hour.refused, 0);
  if (redirected + refused === 0) return html`<p class="hint">No phone has asked in the last 24 hours.</p>`;
  const most = Math.max(...hours.map((hour) => hour.redirected + hour.refused));
  const summary = `${countPhones(redirected)} redirected${refused === 0 ? '' : `, ${refused.toLocaleString('en')} refused`}`;
  const [first, last] = [hours.at(0), hours.at(-1)];
  return html`<p class="figure">${summary}</p>
    <svg
      class="chart"
      viewBox="0 0 ${hours.length * STEP} ${HEIGHT}"
      preserveAspectRatio="none"
      role="img"
      aria-label="${summary} in the last 24 hours, at most ${countPhones(most)} in an hour"
    >
      ${hours.map((hour, at) => hourBar(hour, at, most))}
    </svg>
    <p class="axis">
      <span>${first && hourText(first.hour)}</span> <span>at most ${most.toLocaleString('en')} an hour</span>
      <span>${last && hourText(last.hour)} UTC</span>
    </p>`;
}

function hourBar({ hour, redirected, refused }: PhonesOfHour, at: number, most: number): Html {
  const heightOf = (phones: number): number => (phones === 0 ? 0 : Math.max(2, Math.round((phones / most) * HEIGHT)));
  const good = Math.min(heightOf(redirected), HEIGHT - heightOf(refused));
  const bad = heightOf(refused);
  const rect = (kind: string, top: number, height: number): Html =>
    html`<rect class="${kind}" x="${at * STEP + 1}" y="${top}" width="${STEP - 2}" height="${height}"></rect>`;
  return html`<g>
    <title>${hourText(hour)} UTC: ${countPhones(redirected)} redirected, ${refused.toLocaleString('en')} refused</title>
    ${redirected + refused === 0 ? rect('track', HEIGHT - 1, 1) : rect('redirected', HEIGHT - good, good)}
    ${bad === 0 ? '' : rect('refused-bar', HEIGHT - good - bad, bad)}
  </g>`;
}

const hourText = (hour: Date): string => hour.toISOString().slice(11, 16);

/** URLs with the same host and port count together. */
function countsByHost(urls: readonly ValueCount[]): readonly ValueCount[] {
  const counts = new Map<string, number>();
  for (const { value, phones } of urls) {
    const host = /^https?:\/\/(?:[^/?#]*@)?([^/?#]+)/i.exec(value)?.[1]?.toLowerCase() ?? value;
    counts.set(host, (counts.get(host) ?? 0) + phones);
  }
  return [...counts].map(([value, phones]) => ({ value, phones })).sort((a, b) => b.phones - a.phones);
}
