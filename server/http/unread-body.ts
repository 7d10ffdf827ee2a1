import type { IncomingMessage } from 'node:http';

/** Many clients send their whole request before they listen: 64 MiB is more than any of them has by mistake. */
const patience = 64 * 1024 * 1024;

/**
 * A request that was answered before it had come whole (a stranger's, one that is too long) is listened to for a while, so
 * that its client can hear the answer, and then hung up on: nobody keeps the server reading for ever.
 */
export function hangUpOnEndlessBody(request: IncomingMessage): void {
  if (request.complete) return;
  let unread = 0;
  request.on('data', (chunk: Buffer) => {
    unread += chunk.length;
    if (unread > patience) request.destroy();
  });
}
