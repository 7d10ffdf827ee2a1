import { types } from 'node:util';
import { Client } from 'pg';
import { SetupError } from '../../setup-error.ts';

/** Where a PostgreSQL is, in words for people: nothing of it is secret. */
export interface Address {
  /** As in `db.example:5432`. */
  readonly server: string;
  readonly database: string;
  readonly user: string;
}

/**
 * Reads a database URL as `pg` will; what it leaves out comes from PGHOST, PGUSER and the like.
 *
 * @throws SetupError when it is none
 */
export function addressOf(url: string): Address {
  try {
    const { host, port, database, user } = new Client({ connectionString: url });
    return {
      server: host.startsWith('/') ? `the socket in ${host}` : `${host}:${port}`,
      database: database ?? '',
      user: user ?? '',
    };
  } catch (error) {
    // A file that the URL names (sslrootcert) may be told; the error of a URL itself carries the URL, and so the password.
    const isFile = types.isNativeError(error) && 'path' in error && typeof error.path === 'string';
    throw new SetupError(
      isFile
        ? `The database URL names a file that cannot be read: ${error.message}.`
        : 'The database URL cannot be read. It looks like postgres://USER:PASSWORD@HOST:5432/DATABASE, with signs such as @ : / # in a password written as %40 %3A %2F %23.',
    );
  }
}
