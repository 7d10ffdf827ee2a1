import { quote } from '#autoprov';
import type { Validator } from '#framework';

/** Twelve digits, so that a number beyond any fleet can stand for no limit. */
const shape = /^(\d{1,12}(?:\.\d{1,3})?)\s*(%?)$/;

/** A number of phones, or a percentage of the fleet. */
export const deregistrationLimit: Validator<string> = {
  check: (text) => {
    const [, number, percent] = shape.exec(text.trim()) ?? [];
    const isValid = number !== undefined && (percent === '%' ? Number(number) <= 100 : /^\d+$/.test(number));
    return isValid
      ? undefined
      : `${quote(text)} is neither a number of phones, as in "25", nor a percentage of the fleet, as in "50%".`;
  },
};

/** The number of phones that a valid limit stands for in a fleet of this size; it may have a fraction. */
export function allowedDeregistrations(limit: string, size: number): number {
  const [, number = '0', percent] = shape.exec(limit.trim()) ?? [];
  return percent === '%' ? (size * Number(number)) / 100 : Number(number);
}
