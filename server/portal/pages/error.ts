import { html } from 'hono/html';
import { BusyError } from '../../limits/index.ts';
import { OutcomeUnknownError, StorageUnavailableError } from '../../storage/index.ts';
import type { View } from '../view.ts';

/** The cause of an error and what to do. */
export function errorPage(error: unknown, status: number, requestId: string): View {
  const { title, text } = explain(error, status, requestId);
  return {
    title,
    status: isTemporary(error) ? 503 : status,
    body: html`<h1>${title}</h1>
      <p>${text}</p>
      <p><a href="/portal/">To the start page</a></p>`,
  };
}

function isTemporary(error: unknown): boolean {
  return error instanceof StorageUnavailableError || error instanceof OutcomeUnknownError || error instanceof BusyError;
}

function explain(error: unknown, status: number, requestId: string): { title: string; text: string } {
  if (error instanceof StorageUnavailableError || error instanceof BusyError) {
    return {
      title: 'Not now',
      text: `Nothing was changed: ${error.message}. Try again in a moment.`,
    };
  }
  if (error instanceof OutcomeUnknownError) {
    return {
      title: 'Perhaps done',
      text: `The outcome is unknown: ${error.message}. Check before you try again.`,
    };
  }
  if (status === 404) return { title: 'Page not found', text: 'The portal has no such page.' };
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'FST_CSRF_MISSING_SECRET' || code === 'FST_CSRF_INVALID_TOKEN') {
    return {
      title: 'This form has expired',
      text: 'The form was open for too long, or you logged in again meanwhile. Nothing was changed. Go back, reload the page, and send the form again.',
    };
  }
  if (status === 413)
    return {
      title: 'Too long',
      text: 'The request is longer than this server accepts. Split it into several requests.',
    };
  if (status < 500) {
    return {
      title: 'Invalid request',
      text: error instanceof Error ? error.message : 'The portal does not support this request.',
    };
  }
  return {
    title: 'Something went wrong',
    text: `The server failed to process the request. Its log contains the details under ${requestId}.`,
  };
}
