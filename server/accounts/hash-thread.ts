import { constants, getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { hashPassword, verifyPassword } from './password-hash.ts';
import type { HashReply, HashRequest } from './password-hasher.ts';

// The script of the thread that verifies and hashes passwords, one after the other.

/** On Linux, a thread has a priority of its own. Phones, which the main thread answers, come first. */
if (process.platform === 'linux') setPriority(Math.min(getPriority() + 10, constants.priority.PRIORITY_LOW));

const port = parentPort;
if (port === null) throw new Error('This script runs only as a thread of the server.');

port.on('message', (request: HashRequest) => {
  port.postMessage(reply(request));
});

function reply({ password, hash }: HashRequest): HashReply {
  try {
    if (hash === undefined) return { hash: hashPassword(password) };
    return { isRight: verifyPassword(password, hash) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
