import { inWords } from './line-texts.ts';
import { macAt, macIdAt, parseFleet } from '#autoprov';
import { defineFunction, list, map, object, string } from '#framework';

/**
 * MAC-IDs by MAC. It never fails, because an engine prints the arguments of a call that fails, and this one takes secrets.
 */
export const parseIds = defineFunction({
  name: 'parse_ids',
  summary: 'Parses a list of MAC-IDs into a map by MAC.',
  description:
    'Parses MAC-IDs, one a line or as CSV with a column `mac_id`, like `ids` of `gigaset_device_list`. Returns an object with two attributes: `mac_ids`, a map from the MAC (`7C2F80820EC0`) to the MAC-ID (`7C2F80820EC0-55DF`), and `errors`, a list of texts that name the lines with mistakes and contain no ID.\n\nThe function never fails: engines print the arguments of a function that fails, and here these are secret. A line with a mistake is not in `mac_ids`, and neither is a phone with two IDs, so that the expression `mac_ids[each.key]` is an error for this phone alone. Report `errors` with a `check` block. A sensitive text makes the whole result sensitive; `nonsensitive` shows the errors.',
  parameters: [{ name: 'ids', type: string, description: 'The text, usually a sensitive variable.' }],
  returns: object({ mac_ids: map(string), errors: list(string) }),
  call(ids) {
    const parsed = parseFleet(ids, { content: 'ids' });
    const { fleet } = parsed;
    return {
      mac_ids: Object.fromEntries(Array.from(fleet.macs.keys(), (at) => [macAt(fleet, at), macIdAt(fleet, at)])),
      errors: parsed.ok ? [] : inWords(parsed.problems),
    };
  },
});
