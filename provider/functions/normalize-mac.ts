import { argument } from './argument.ts';
import { parseMacId } from '#autoprov';
import { defineFunction, string } from '#framework';

/** `7c:2f:80:82:0e:c0` -> `7C2F80820EC0`: the key of a phone in maps and resource addresses. */
export const normalizeMac = defineFunction({
  name: 'normalize_mac',
  summary: 'Returns the MAC of a phone in canonical form.',
  description:
    'Takes a MAC, or the MAC-ID from the label of a phone, in any case and with any separators (`7c:2f:80:82:0e:c0`, `7C2F.8082.0EC0`, `7C2F80820EC0-55DF`), and returns the MAC as 12 hex digits in upper case: `7C2F80820EC0`. The secret ID is removed, so the result can be part of a resource address: use it as the key of a `for_each`. An invalid text causes an error that says why.',
  parameters: [{ name: 'text', type: string, description: 'A MAC or a MAC-ID in any spelling.' }],
  returns: string,
  call: (text) => argument(0, parseMacId(text)).mac,
});
