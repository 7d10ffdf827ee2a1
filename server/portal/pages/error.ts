import { html } from 'hono/html';
import { TooManyGuessesError } from '../../guess-limits/index.ts';
import { BusyError } from '../../limits/index.ts';
import { OutcomeUnknownError, StorageUnavailableError } from '../../storage/index.ts';
import { ExpiredFormError } from '../form-token.ts';
import { PortalError } from '../guard.ts';
import type { Notice } from '../notice.ts';
import type { View } from '../view.ts';

/** The status of the response to an error: 500 for one that is the server's fault. */
export function statusOf(error: unknown): number {
  if (isTemporary(error)) return 503;
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

/** The cause of an error and what to do. */
export function errorPage(error: unknown, status: number, requestId: string): View {
  const { title, text } = explain(error, status, requestId);
  return {
    title,
    status,
    body: html`<h1>${title}</h1>
      <p>${text}</p>
      <p><a href="/portal/">To the start page</a></p>`,
  };
}

/** Why work on many phones stopped. The page shows above it how much is done. */
export function interruption(error: unknown, requestId: string): Notice {
  return {
    kind: 'refused',
    text: `Interrupted: ${causeOf(error, requestId)}. What is shown above is done. Reload this page to continue with the rest.`,
  };
}

function causeOf(error: unknown, requestId: string): string {
  if (error instanceof OutcomeUnknownError) return `the outcome of the last step is unknown: ${error.message}`;
  if (isTemporary(error) && error instanceof Error) return error.message;
  return `the server failed to process the request, and its log contains the details under ${requestId}`;
}

function isTemporary(error: unknown): boolean {
  return error instanceof StorageUnavailableError || error instanceof OutcomeUnknownError || error instanceof BusyError;
}

function explain(error: unknown, status: number, requestId: string): { title: string; text: string } {
  if (error instanceof StorageUnavailableError || error instanceof BusyError) {
    return {
      title: 'Not now',
      text: `Nothing was changed: ${error.message}. Try again in a few minutes. If that does not help, tell the operator of this server: its log has the details under ${requestId}.`,
    };
  }
  if (error instanceof OutcomeUnknownError) {
    return {
      title: 'Perhaps done',
      text: `The outcome is unknown: ${error.message}. Check before you try again.`,
    };
  }
  if (error instanceof ExpiredFormError) {
    return {
      title: 'This form has expired',
      text: 'The form was open for too long, or you have logged in again since. Nothing was changed. Go back, reload the page, and send the form again.',
    };
  }
  if (error instanceof TooManyGuessesError) return { title: titleOf(status), text: error.message };
  if (error instanceof PortalError && status !== 404) return { title: titleOf(status), text: error.message };
  if (status === 404) return { title: titleOf(status), text: 'The portal has no such page.' };
  if (status === 413) {
    return {
      title: titleOf(status),
      text: 'The request is longer than this server accepts. Nothing was changed. Split it into several requests.',
    };
  }
  // Messages of the web framework quote the request, which may contain a secret.
  if (status < 500)
    return { title: titleOf(status), text: 'The portal does not support this request. Nothing was changed.' };
  return {
    title: titleOf(status),
    text: `The server failed to process the request. Its log contains the details under ${requestId}.`,
  };
}

function titleOf(status: number): string {
  if (status === 404) return 'Page not found';
  if (status === 413) return 'Too long';
  return status < 500 ? 'Invalid request' : 'Something went wrong';
}
