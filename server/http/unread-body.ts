import type { IncomingMessage } from 'node:http';

/** Many clients send their whole request before they read; none sends more than 64 MiB by mistake. */
const patience = 64 * 1024 * 1024;

/**
 * If a request is answered before it has arrived completely (no credentials, too long), the rest is read for a while, so
 * that the client can read the response. Then the connection is closed.
 */
export function hangUpOnEndlessBody(request: IncomingMessage): void {
  if (request.complete) return;
  let unread = 0;
  request.on('data', (chunk: Buffer) => {
    unread += chunk.length;
    if (unread > patience) request.destroy();
  });
}
