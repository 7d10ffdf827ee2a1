import type { Connection } from '../../api/index.ts';
import { allowedDeregistrations } from '../../attributes/deregistration-limit.ts';
import { MAX_NAMED, named } from '../failures.ts';
import type { Plan } from './attributes.ts';
import { movesAway } from './messages.ts';
import type { Change } from './planned-values.ts';
import { macAt } from '#autoprov';
import { isUnknown, ProviderError, type Context } from '#framework';

/** Smaller fleets have no default limit: there, half of the phones are a few. */
const MIN_FLEET = 20;
const DEFAULT_LIMIT = '50%';
/** The share of a fleet, in percent, whose deregistration causes a warning. */
const WARNING_PERCENT = 10;

/**
 * Refuses a plan that deregisters more phones than `max_deregistrations` allows, and warns of one that deregisters many: the
 * engine shows both as one changed resource, and a file that lost its rows must not take a fleet off the server. Phones that
 * move to a new resource that was planned before stay registered, and do not count.
 *
 * @throws ProviderError
 */
export function checkDeregistrations(
  { prior, next, difference }: Change,
  { max_deregistrations: limit }: Plan,
  connection: Connection | undefined,
  { warn }: Pick<Context, 'warn'>,
): void {
  const { size } = prior.fleet;
  const moving: string[] = [];
  const deregisters = difference.deregisters.filter((at) => {
    const mac = macAt(prior.fleet, at);
    const isMoving = connection !== undefined && isElsewhere(connection, mac);
    if (isMoving) moving.push(mac);
    return !isMoving;
  });
  if (moving.length > 0 && connection?.planSession.isApply === false) warn(movesAway(moving));
  if (deregisters.length === 0 || isUnknown(limit)) return;
  const first = Array.from(deregisters.subarray(0, MAX_NAMED), (at) => macAt(prior.fleet, at));
  const macs = named(first, deregisters.length);
  const share = `${format(deregisters.length)} of ${format(size)} phones`;
  const effective = limit ?? (size >= MIN_FLEET ? DEFAULT_LIMIT : '100%');
  if (deregisters.length > allowedDeregistrations(effective, size)) {
    const empty = next.fleet.size === 0 ? 'The file has a header and no phones. ' : '';
    const description = effective.trim().endsWith('%') ? `${effective} of the fleet` : `${effective} phones`;
    throw new ProviderError({
      summary: `This apply would deregister ${share}`,
      detail: `${empty}The limit is ${description} (max_deregistrations). Phones: ${macs}.\n\nIf this is intended, set max_deregistrations = "100%" for this apply.`,
      path: ['devices'],
    });
  }
  if (size >= MIN_FLEET && deregisters.length * 100 > size * WARNING_PERCENT) {
    warn({
      summary: `This apply deregisters ${share}`,
      detail: `Phones: ${macs}. To refuse such a plan, lower max_deregistrations.`,
      path: ['devices'],
    });
  }
}

const format = (number: number): string => number.toLocaleString('en-US');

/**
 * Whether another resource takes the phone over: it is planned to, or this apply has given it the phone already. A resource
 * that has the phone in its state does not count: if the plan leaves it unchanged, the apply does not call the provider for
 * it, and deregisters the phone.
 */
const isElsewhere = ({ planSession, locks }: Connection, mac: string): boolean =>
  planSession.isPlannedNew(mac) || locks.isClaimed(mac);
