// copied by npm run generate:constructs from the folder of the same name in constructs/
import type { IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';
import { DeviceList } from '../../device-list/index.ts';
import { addError } from './add-error.ts';

const shape = /^(\d+(?:\.\d+)?)(%?)$/;

/**
 * A rule: no apply deregisters more than this share of a list of phones. Lists without a limit get this one; a list with
 * a limit that is higher, or that cannot be compared, fails the synth. Single resources have no limit: the plan shows each.
 *
 * ```ts
 * Aspects.of(stack).add(new MaxDeregistrations('10%'));
 * ```
 */
export class MaxDeregistrations implements IAspect {
  readonly #limit: string;

  /**
   * @param limit a number of phones, as in `25`, or a share of the fleet, as in `10%`
   * @throws Error for something else
   */
  constructor(limit: number | `${number}%`) {
    this.#limit = String(limit);
    if (!shape.test(this.#limit)) {
      throw new Error(
        `${JSON.stringify(limit)} is neither a number of phones, as in 25, nor a percentage, as in "10%".`,
      );
    }
  }

  /** Called for each construct of the scope. */
  visit(construct: IConstruct): void {
    if (!(construct instanceof DeviceList)) return;
    const own = construct.maxDeregistrationsInput;
    if (own === undefined) construct.maxDeregistrations = this.#limit;
    else if (!isWithin(own, this.#limit)) {
      addError(construct, `maxDeregistrations is ${own}; the limit for this scope is ${this.#limit}.`);
    }
  }
}

/** Whether a limit is at most another one. Numbers and percentages cannot be compared. */
function isWithin(own: string, limit: string): boolean {
  const [, number, unit] = shape.exec(own.replaceAll(/\s/g, '')) ?? [];
  const [, most, mostUnit] = shape.exec(limit) ?? [];
  return number !== undefined && unit === mostUnit && Number(number) <= Number(most);
}
