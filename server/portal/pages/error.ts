import { html } from 'hono/html';
import { OutcomeUnknownError, StorageUnavailableError } from '../../storage/index.ts';
import type { View } from '../view.ts';

/** What went wrong, and what to do. */
export function errorPage(error: unknown, status: number, requestId: string): View {
  const { title, text } = explain(error, status, requestId);
  return {
    title,
    status: error instanceof StorageUnavailableError || error instanceof OutcomeUnknownError ? 503 : status,
    body: html`<h1>${title}</h1>
      <p>${text}</p>
      <p><a href="/portal/">To the start page</a></p>`,
  };
}

function explain(error: unknown, status: number, requestId: string): { title: string; text: string } {
  if (error instanceof StorageUnavailableError) {
    return {
      title: 'Not now',
      text: `Nothing was changed: ${error.message}. Try again in a moment.`,
    };
  }
  if (error instanceof OutcomeUnknownError) {
    return {
      title: 'Perhaps done',
      text: `It is not certain whether this was done: ${error.message}. Look before you do it again.`,
    };
  }
  if (status === 404) return { title: 'Nothing here', text: 'There is no such page in the portal.' };
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'FST_CSRF_MISSING_SECRET' || code === 'FST_CSRF_INVALID_TOKEN') {
    return {
      title: 'This page was too old',
      text: 'The form was open for too long, or in two logins at once. Nothing was changed. Go back, load the page again, and send it once more.',
    };
  }
  if (status === 413)
    return { title: 'Too long', text: 'What was sent is longer than this server takes. Send it in parts.' };
  if (status < 500) {
    return {
      title: 'This cannot be answered',
      text: error instanceof Error ? error.message : 'The request is not one that the portal knows.',
    };
  }
  return {
    title: 'Something went wrong',
    text: `It is a fault of the server, not yours. Its operator finds more in the log, at ${requestId}.`,
  };
}
