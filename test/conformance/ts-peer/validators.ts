import type { Validator } from '#framework';

/** A text of at most five characters. */
export const shortText: Validator<string> = {
  check: (text) => (text.length > 5 ? `${JSON.stringify(text)} is too long.` : undefined),
};

/** At most two elements. */
export const fewElements: Validator<readonly unknown[]> = {
  check: (elements) => (elements.length > 2 ? 'Two at most.' : undefined),
};
