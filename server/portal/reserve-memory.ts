import type { FastifyReply, FastifyRequest } from 'fastify';
import { declaredLength, onClosed } from '../http/index.ts';
import { type MemoryBudget, reserveForBody } from '../limits/index.ts';
import { MAX_BODY_BYTES } from '../xmlrpc/index.ts';
import { accountIdOf } from './guard.ts';

/** A hook that lets a logged-in user send a form only when there is memory for it and for its page. */
export function reserveMemory(memory: MemoryBudget) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    // Browsers declare the length of a form.
    const declaredBytes = declaredLength(request) ?? MAX_BODY_BYTES;
    if (declaredBytes === 0) return;
    const onGone = onClosed(reply);
    const accountId = accountIdOf(request);
    const { release } = await reserveForBody(memory, { accountId, declaredBytes, maxBytes: MAX_BODY_BYTES, onGone });
    onGone(release);
  };
}
