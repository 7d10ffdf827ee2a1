import { types } from 'node:util';
import { Client } from 'pg';
import { SetupError } from '../../errors/index.ts';

/** Which PostgreSQL database it is, as error messages name it; contains no secrets. */
export interface Address {
  /** As in `db.example:5432`. */
  readonly server: string;
  readonly database: string;
  readonly user: string;
}

/**
 * The URL as the driver should read it. The driver verifies certificates for every mode from `prefer` on, as if it were
 * `verify-full`, and prints a warning for the others; the full name avoids that.
 */
export function driverUrl(url: string): string {
  return url.includes('uselibpqcompat=true')
    ? url
    : url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full');
}

/**
 * Parses a database URL as `pg` does; PGHOST, PGUSER and so on fill in what it omits.
 *
 * @throws SetupError when it is malformed
 */
export function addressOf(url: string): Address {
  try {
    const { host, port, database, user } = new Client({ connectionString: driverUrl(url) });
    return {
      server: host.startsWith('/') ? `the socket in ${host}` : `${host}:${port}`,
      database: database ?? '',
      user: user ?? '',
    };
  } catch (error) {
    // The message about a missing file (sslrootcert) is safe to show; other errors quote the URL with its password.
    const isFile = types.isNativeError(error) && 'path' in error && typeof error.path === 'string';
    throw new SetupError(
      isFile
        ? `The database URL names a file that cannot be read: ${error.message}.`
        : 'The database URL is malformed. Write it as postgres://USER:PASSWORD@HOST:5432/DATABASE, and percent-encode special characters of the password: @ : / # are %40 %3A %2F %23.',
    );
  }
}
