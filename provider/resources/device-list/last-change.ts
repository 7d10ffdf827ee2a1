import { MAX_NAMED, named } from '../failures.ts';
import type { Difference } from './difference.ts';
import { type Fleet, macAt } from '#autoprov';

/**
 * One line for the reviewer of a plan, which hides the phones: `registers 3: 7C2F80000001, …; changes 1:
 * …; deregisters 480: …, and 460 more`. A large new fleet is only counted.
 */
export function lastChange(prior: Fleet, next: Fleet, difference: Difference): string {
  const { registers, changes, deregisters, identified } = difference;
  const all = prior.size === 0 && registers.length > MAX_NAMED;
  const parts = [
    all ? `registers ${registers.length}` : part('registers', next, registers),
    part('changes', next, changes),
    part('deregisters', prior, deregisters),
  ].filter((text) => text !== '');
  if (parts.length > 0) return parts.join('; ');
  if (identified > 0) {
    return `changes no phone; the ${identified === 1 ? 'ID of 1 phone becomes' : `IDs of ${identified} phones become`} known`;
  }
  return next.size === 0 ? 'registers none' : 'changes no phone';
}

function part(verb: string, fleet: Fleet, indices: Uint32Array): string {
  return indices.length === 0 ? '' : `${verb} ${indices.length}: ${namesOf(fleet, indices)}`;
}

/** The MACs of the first phones and the number of the rest. */
function namesOf(fleet: Fleet, indices: Uint32Array): string {
  return named(
    Array.from(indices.subarray(0, MAX_NAMED), (at) => macAt(fleet, at)),
    indices.length,
  );
}
