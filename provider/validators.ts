import { parseMacId, parseProviderName, parseRedirectUrl, type Parsed } from '../autoprov/index.ts';
import type { Validator } from './framework/index.ts';

const parses = (parse: (text: string) => Parsed<unknown>): Validator<string> => ({
  check: (text) => {
    const parsed = parse(text);
    return parsed.ok ? undefined : parsed.problems.join('\n');
  },
});

/** MAC-ID or MAC, in any spelling. The message never repeats the ID. */
export const macId = parses(parseMacId);
export const redirectUrl = parses(parseRedirectUrl);
export const providerName = parses(parseProviderName);

export const oneOf = (...allowed: readonly string[]): Validator<string> => ({
  check: (text) =>
    allowed.includes(text)
      ? undefined
      : `${JSON.stringify(text)} is not one of ${allowed.map((word) => JSON.stringify(word)).join(', ')}.`,
});

export const wholeNumber = (least: number, most: number): Validator<number> => ({
  check: (value) => (value >= least && value <= most ? undefined : `${value} is not between ${least} and ${most}.`),
});
