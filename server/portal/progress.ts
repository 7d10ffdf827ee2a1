import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from 'hono/html';
import { interruption } from './pages/error.ts';
import { type Html, noticeBox } from './pages/layout.ts';
import { pageOf } from './view.ts';

/** Work on many phones, whose page grows as it proceeds. */
export interface Work {
  readonly title: string;
  /** Does the work; yields `progressLine`s and, at the end, the result. */
  readonly steps: AsyncIterable<Html>;
}

const PLACE = '<!-- progress -->';

/**
 * Sends a page while its work is done, so that people see the progress without script. The work stops between two steps if
 * the page is closed.
 */
export async function showProgress(request: FastifyRequest, reply: FastifyReply, work: Work): Promise<FastifyReply> {
  const body = html`<h1>${work.title}</h1>
    <div class="work" role="status"><!-- progress --></div>`;
  const [start = '', end = ''] = (await pageOf(request, { title: work.title, body })).split(PLACE, 2);
  return (
    reply
      .type('text/html; charset=utf-8')
      .header('Cache-Control', 'no-store')
      // nginx would hold the page back until it is complete.
      .header('X-Accel-Buffering', 'no')
      .send(Readable.from(pieces(request, start, work.steps, end)))
  );
}

async function* pieces(
  request: FastifyRequest,
  start: string,
  steps: AsyncIterable<Html>,
  end: string,
): AsyncGenerator<string> {
  yield start;
  try {
    for await (const step of steps) yield String(step);
  } catch (error) {
    request.log.error({ err: error }, 'work on many phones was interrupted');
    yield String(await noticeBox(interruption(error, request.id)));
  }
  yield end;
}

/** How far the work is. The next line or the result replaces it, an error stands below it (portal.css). */
export function progressLine(done: number, total: number): Html {
  return html`<p class="progress">
    <progress value="${done}" max="${total}" aria-label="Progress"></progress>
    ${done.toLocaleString('en')} of ${total.toLocaleString('en')} phones. <span>Keep this page open.</span>
  </p>`;
}
