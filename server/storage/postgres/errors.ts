import { types } from 'node:util';
import { DatabaseError } from 'pg';
import { SetupError, systemCode } from '../../setup-error.ts';
import { StorageUnavailableError } from '../storage.ts';
import type { Address } from './address.ts';

/** SQLSTATEs (PostgreSQL manual, appendix A), or their two-letter classes, after which the same request may well succeed later. */
const passing = new Map([
  ['08', 'the connection to the database was lost'],
  ['53', 'the database server has run out of something'],
  ['53100', 'the disk of the database is full'],
  ['53200', 'the database server has no memory left'],
  ['53300', 'the database server has too many clients'],
  ['58', 'the disk of the database reports an error'],
  ['25006', 'the database is read-only'],
  ['28', 'the database server does not let this user in'],
  ['3D000', 'there is no such database'],
  ['40', 'others change the same rows again and again'],
  ['55P03', 'another connection holds a lock for too long'],
  ['57014', 'the database took too long'],
  ['57P', 'the database server stops or starts'],
]);

/** Codes of the operating system and of TLS, as they come with a connection that cannot be had or breaks. */
const network = new Map([
  ['ECONNREFUSED', 'nothing answers there'],
  ['ENOENT', 'its socket is not there'],
  ['ENOTFOUND', 'the name of its host is unknown'],
  ['EAI_AGAIN', 'the name of its host cannot be looked up'],
  ['EHOSTUNREACH', 'its host cannot be reached'],
  ['ENETUNREACH', 'its network cannot be reached'],
  ['ETIMEDOUT', 'it does not answer'],
  ['ECONNRESET', 'the connection was lost'],
  ['EPIPE', 'the connection was lost'],
]);

/** What `pg` says, without a code, when a connection cannot be had in time, or breaks. */
const lost = /^(?:Connection terminated|timeout expired|timeout exceeded|Client (?:was closed|has encountered))/;

/** Turns passing troubles into StorageUnavailableError; anything else is handed back as it is. */
export function explain(error: unknown): unknown {
  const reason = reasonOf(error);
  return reason === undefined ? error : new StorageUnavailableError(reason, { cause: error });
}

function reasonOf(error: unknown): string | undefined {
  if (error instanceof DatabaseError) {
    const code = error.code ?? '';
    return passing.get(code) ?? passing.get(code.slice(0, 3)) ?? passing.get(code.slice(0, 2));
  }
  const words = network.get(systemCode(error) ?? '');
  if (words !== undefined) return `the database cannot be reached: ${words}`;
  if (!types.isNativeError(error) || !lost.test(error.message)) return undefined;
  return error.message.startsWith('timeout exceeded')
    ? 'all connections to the database are busy'
    : 'the connection to the database was lost';
}

/** Whether the server, and with it the answer to what was asked last, is gone: then its effect is not known. */
export function isLost(error: unknown): boolean {
  // A server that stops may have committed before it says so; so may one that dies of a disk that is full or broken (PANIC): what
  // it wrote of its log before that counts when it starts again. (In a server of another language a mere ERROR has another
  // name: there the answer is more careful than it need be.)
  if (error instanceof DatabaseError) {
    const code = error.code ?? '';
    return /^(?:08|57P0[12])/.test(code) || (/^(?:53|58|XX)/.test(code) && error.severity !== 'ERROR');
  }
  return network.has(systemCode(error) ?? '') || (types.isNativeError(error) && lost.test(error.message));
}

/** Whether two transactions stood in each other's way (40001, 40P01): one of them was undone, and may be tried again. */
export function isConflict(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01');
}

/** Turns what a person has to set right before anything can work into SetupError; the rest as `explain` does. */
export function explainOpening(failure: unknown, { server, database, user }: Address): unknown {
  if (failure instanceof SetupError) return failure;
  const error = failure instanceof StorageUnavailableError ? failure.cause : failure;
  const setup = (sentence: string): SetupError => new SetupError(sentence, { cause: error });
  switch (systemCode(error)) {
    case 'ENOTFOUND':
      return setup(`No host has the name in the database URL: ${server}.`);
    case '28P01':
    case '28000':
      return setup(
        `The PostgreSQL at ${server} does not let the user "${user}" into "${database}": user name or password are wrong, or pg_hba.conf does not allow it.`,
      );
    case '3D000':
      return setup(`The PostgreSQL at ${server} has no database "${database}". Make one: createdb ${database}`);
    case '42501':
      return setup(
        `The user "${user}" may not make tables in the database "${database}" at ${server}. Make the user its owner, or GRANT CREATE ON SCHEMA public.`,
      );
    case '42P07':
      return setup(
        `The database "${database}" at ${server} holds tables of another program. Give gigaset-redirect a database of its own.`,
      );
    default:
  }
  if (types.isNativeError(error) && !(error instanceof DatabaseError)) {
    if (/SSL|TLS|certificate/i.test(error.message)) {
      return setup(`No TLS connection to the PostgreSQL at ${server}: ${error.message}.`);
    }
    if (error.message.includes('password must be a string')) {
      return setup(
        `The PostgreSQL at ${server} asks the user "${user}" for a password: put it into the database URL, or into PGPASSWORD.`,
      );
    }
  }
  const words = network.get(systemCode(error) ?? '');
  if (words !== undefined) {
    return new StorageUnavailableError(`the PostgreSQL at ${server} cannot be reached: ${words}`, { cause: error });
  }
  const reason = reasonOf(error);
  return reason === undefined
    ? error
    : new StorageUnavailableError(`${reason} (PostgreSQL at ${server})`, { cause: error });
}
