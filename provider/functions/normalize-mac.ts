import { argument } from './argument.ts';
import { parseMacId } from '#autoprov';
import { defineFunction, string } from '#framework';

/** `7c:2f:80:82:0e:c0` -> `7C2F80820EC0`: what phones are keyed by, in maps and in addresses. */
export const normalizeMac = defineFunction({
  name: 'normalize_mac',
  summary: 'The MAC of a phone, in its one spelling.',
  description:
    'Takes a MAC, or the MAC-ID from the label of a phone, in any case and with any separators (`7c:2f:80:82:0e:c0`, `7C2F.8082.0EC0`, `7C2F80820EC0-55DF`), and returns the MAC as 12 hex digits in upper case: `7C2F80820EC0`. The secret ID is left out, so the result may stand in a resource address: use it as the key of a `for_each`. A text that is no MAC is an error that says why.',
  parameters: [{ name: 'text', type: string, description: 'A MAC or a MAC-ID, in any spelling.' }],
  returns: string,
  call: (text) => argument(0, parseMacId(text)).mac,
});
