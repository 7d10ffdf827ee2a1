import { type Batch, type Failure } from '../../api/index.ts';
import { rowOf, type Defaults } from './resolved-fleet.ts';
import { ascending, type Fleet, NO_ID, type RedirectTarget, type RowTarget } from '#autoprov';

/**
 * The registrations after a change that stopped half-way: the prior fleet, with the completed changes and the failures
 * applied.
 *
 * @param defaults of the state that the fleet becomes part of
 */
export function actualFleet(
  prior: Fleet,
  done: readonly Batch[],
  failures: readonly Failure[],
  defaults: Defaults,
): Fleet {
  const now = new Map<number, { readonly target: RedirectTarget | null; readonly id: number }>();
  for (const { to, phones } of done) {
    phones.macs.forEach((mac, place) => now.set(mac, { target: to, id: phones.ids[place] ?? NO_ID }));
  }
  for (const { mac, actual, step } of failures) {
    if (actual.kind === 'not registered' || actual.kind === 'other account') now.set(mac, { target: null, id: NO_ID });
    // The state does not contain phones that were not ours.
    else if (actual.kind === 'other target' && step !== 'registered') {
      now.set(mac, { target: actual.registration, id: NO_ID });
    }
  }
  const rows = new Rows(prior.destinations, defaults);
  for (let at = 0; at < prior.size; at++) {
    const mac = prior.macs[at] ?? 0;
    const change = now.get(mac);
    const id = prior.ids[at] ?? NO_ID;
    if (change === undefined) rows.add(mac, id, prior.destinationOf[at] ?? 0);
    else if (change.target !== null)
      rows.add(mac, change.id === NO_ID ? id : change.id, rows.destination(change.target));
    now.delete(mac);
  }
  for (const [mac, { target, id }] of now) if (target !== null) rows.add(mac, id, rows.destination(target));
  return rows.fleet();
}

/** Collects rows in any order for a fleet. */
class Rows {
  readonly #macs: number[] = [];
  readonly #ids: number[] = [];
  readonly #destinationOf: number[] = [];
  readonly #destinations: RowTarget[];
  readonly #added = new Map<string, number>();
  readonly #defaults: Defaults;

  constructor(destinations: readonly RowTarget[], defaults: Defaults) {
    this.#defaults = defaults;
    this.#destinations = [...destinations];
  }

  destination(target: RedirectTarget): number {
    const key = JSON.stringify([target.url, target.providerName]);
    const known = this.#added.get(key);
    if (known !== undefined) return known;
    const destination = this.#destinations.push(rowOf(target, this.#defaults)) - 1;
    this.#added.set(key, destination);
    return destination;
  }

  add(mac: number, id: number, destination: number): void {
    this.#macs.push(mac);
    this.#ids.push(id);
    this.#destinationOf.push(destination);
  }

  fleet(): Fleet {
    const order = ascending(Float64Array.from(this.#macs));
    const size = order.length;
    const fleet = {
      size,
      macs: new Float64Array(size),
      ids: new Int32Array(size),
      destinationOf: new Uint32Array(size),
      destinations: this.#destinations,
      lines: new Uint32Array(size),
    };
    order.forEach((row, at) => {
      fleet.macs[at] = this.#macs[row] ?? 0;
      fleet.ids[at] = this.#ids[row] ?? NO_ID;
      fleet.destinationOf[at] = this.#destinationOf[row] ?? 0;
    });
    return fleet;
  }
}
