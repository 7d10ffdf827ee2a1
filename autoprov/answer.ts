/** The words with which the redirect service refuses a request (vendor manual). */
export const answerCodes = [
  'mac_already_in_use',
  'mac_invalid',
  'mac_not_found',
  'mac_not_exist',
  'url_invalid',
  'name_invalid',
] as const;

export type AnswerCode = (typeof answerCodes)[number];

/** A refusal: the code, and what it is about (a MAC, a URL or a name), which the real service appends after a colon. */
export interface Refusal {
  readonly code: AnswerCode;
  readonly value: string | undefined;
}

/** Reads `mac_not_found:7C2F80820EC0` or the bare code, in any case; `undefined` for any other text. */
export function parseRefusal(text: string): Refusal | undefined {
  const [, word = '', value = ''] = /^\s*([a-z_]+)\s*(?::(.*))?$/is.exec(text) ?? [];
  const code = answerCodes.find((known) => known === word.toLowerCase());
  return code === undefined ? undefined : { code, value: value.trim() === '' ? undefined : value.trim() };
}

/** The form on the wire: `mac_not_found:7C2F80820EC0`, or the bare code where there is no value. */
export function formatRefusal(refusal: Refusal): string {
  return refusal.value === undefined ? refusal.code : `${refusal.code}:${refusal.value}`;
}
