import { types } from 'node:util';
import { DatabaseError } from 'pg';
import { SetupError, systemCode } from '../../errors/index.ts';
import { StorageUnavailableError } from '../model/storage.ts';
import type { Address } from './address.ts';

/** Transient errors by SQLSTATE (PostgreSQL manual, appendix A) or its two-letter class. */
const transientErrors = new Map([
  ['08', 'the connection to the database was lost'],
  ['53', 'the database server has run out of resources'],
  ['53100', 'the disk of the database is full'],
  ['53200', 'the database server has no memory left'],
  ['53300', 'the database server has too many clients'],
  ['58', 'the disk of the database reports an error'],
  ['25006', 'the database is read-only'],
  ['28', 'the database server denies access to this user'],
  ['3D000', 'there is no such database'],
  ['40', 'other transactions keep changing the same rows'],
  ['55P03', 'a lock was not released in time'],
  ['57014', 'the database did not answer in time'],
  ['57P', 'the database server is stopping or starting'],
  ['XX001', 'the database is damaged; restore a backup'],
  ['XX002', 'an index of the database is damaged; rebuild it with REINDEX'],
]);

/** Network errors by their system code. */
const networkErrors = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ENOENT', 'its socket does not exist'],
  ['ENOTFOUND', 'its host name is unknown'],
  ['EAI_AGAIN', 'its host name cannot be resolved'],
  ['EHOSTUNREACH', 'its host cannot be reached'],
  ['ENETUNREACH', 'its network cannot be reached'],
  ['ETIMEDOUT', 'it does not answer'],
  ['ECONNRESET', 'the connection was lost'],
  ['EPIPE', 'the connection was lost'],
]);

/** Messages of `pg` errors without a code: a connection broke, or was not available in time. */
const connectionLost =
  /^(?:Connection terminated|timeout expired|timeout exceeded|Query read timeout|Client (?:was closed|has encountered))/;

/** Converts a transient error to StorageUnavailableError; returns any other error unchanged. */
export function explain(error: unknown): unknown {
  const reason = reasonOf(error);
  return reason === undefined ? error : new StorageUnavailableError(reason, { cause: error });
}

function reasonOf(error: unknown): string | undefined {
  if (error instanceof DatabaseError) {
    const code = error.code ?? '';
    // Only the text tells what happened; PgBouncer has no other codes.
    if (code === '08P01') return `the database server or its connection pooler reports: ${error.message}`;
    return transientErrors.get(code) ?? transientErrors.get(code.slice(0, 3)) ?? transientErrors.get(code.slice(0, 2));
  }
  const reason = networkErrors.get(systemCode(error) ?? '');
  if (reason !== undefined) return `the database cannot be reached: ${reason}`;
  if (!types.isNativeError(error) || !connectionLost.test(error.message)) return undefined;
  return /^(?:timeout exceeded|Query read timeout)/.test(error.message)
    ? 'all connections to the database are busy'
    : 'the connection to the database was lost';
}

/** Whether the connection was lost, so that the outcome of the last statement is unknown. */
export function isLost(error: unknown): boolean {
  // A server that shuts down may have committed before it reports that; so may one that crashes because of its disk (PANIC),
  // since it recovers the log written before. A localised server translates ERROR: there this errs on the safe side.
  if (error instanceof DatabaseError) {
    const code = error.code ?? '';
    return /^(?:08|57P0[12])/.test(code) || (/^(?:53|58|XX)/.test(code) && error.severity !== 'ERROR');
  }
  return (
    networkErrors.has(systemCode(error) ?? '') || (types.isNativeError(error) && connectionLost.test(error.message))
  );
}

/** Whether a conflict with another transaction (40001, 40P01) rolled this one back; it can be retried. */
export function isConflict(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01');
}

/** Converts an error of opening the database that the operator must fix to SetupError; others as `explain` does. */
export function explainOpening(failure: unknown, { server, database, user }: Address): unknown {
  if (failure instanceof SetupError) return failure;
  const error = failure instanceof StorageUnavailableError ? failure.cause : failure;
  const setupError = (message: string): SetupError => new SetupError(message, { cause: error });
  switch (systemCode(error)) {
    case 'ENOTFOUND':
      return setupError(`The host name in the database URL is unknown: ${server}.`);
    case '28P01':
    case '28000':
      return setupError(
        `The PostgreSQL server at ${server} denied the user "${user}" access to "${database}": the user name or password is wrong, or pg_hba.conf does not allow it.`,
      );
    case '3D000':
      return setupError(
        `The PostgreSQL server at ${server} has no database "${database}". Create it: createdb ${database}`,
      );
    case '08P01':
      // PgBouncer reports everything under this code. Errors that do not concern the URL may be temporary.
      if (!/startup parameter|database|authentication/i.test(messageOf(error))) break;
      return setupError(
        `The connection pooler at ${server} refused the connection: ${messageOf(error)}. Change the database URL (and PGOPTIONS, if it is set), or the pooler's configuration.`,
      );
    case '42501':
      return setupError(
        `The user "${user}" has no right to create tables in the database "${database}" at ${server}. Make the user its owner, or GRANT CREATE ON SCHEMA public.`,
      );
    case '42P07':
      return setupError(
        `The database "${database}" at ${server} contains tables of another program. Give gigaset-redirect a database of its own.`,
      );
    default:
  }
  if (types.isNativeError(error) && !(error instanceof DatabaseError)) {
    if (/SSL|TLS|certificate/i.test(error.message)) {
      return setupError(
        `Cannot connect to the PostgreSQL server at ${server} with TLS: ${error.message}.${tlsHint(error)}`,
      );
    }
    if (error.message.includes('password must be a string')) {
      return setupError(
        `The PostgreSQL server at ${server} requires a password for the user "${user}": set it in the database URL or in PGPASSWORD.`,
      );
    }
  }
  const networkReason = networkErrors.get(systemCode(error) ?? '');
  if (networkReason !== undefined) {
    return new StorageUnavailableError(`the PostgreSQL server at ${server} cannot be reached: ${networkReason}`, {
      cause: error,
    });
  }
  const reason = reasonOf(error);
  return reason === undefined
    ? error
    : new StorageUnavailableError(`${reason} (PostgreSQL server at ${server})`, { cause: error });
}

/** What to do if the server's certificate is not accepted; empty for other errors. */
function tlsHint(error: Error): string {
  switch (systemCode(error)) {
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return ' If a private authority has issued its certificate, add the certificate of that authority to the database URL: sslrootcert=/path/to/ca.pem';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return ' Name the host in the database URL as its certificate does.';
    default:
      return '';
  }
}

const messageOf = (error: unknown): string => (types.isNativeError(error) ? error.message : String(error));
