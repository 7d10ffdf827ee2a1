import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** As many characters as fit beside the other columns of the list at a width of 1280 pixels. */
const MAX_SHOWN = 36;

/** A URL for a table: a long one is shortened in the middle, and a browser shows the whole one on hover. */
export function shortUrl(url: string): Html {
  if (url.length <= MAX_SHOWN) return html`<span class="url">${url}</span>`;
  const tail = Math.floor(MAX_SHOWN / 3);
  const short = `${url.slice(0, MAX_SHOWN - tail - 1)}…${url.slice(-tail)}`;
  return html`<span class="url" title="${url}">${short}</span>`;
}
