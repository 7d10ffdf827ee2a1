import { inWords } from './line-texts.ts';
import { phoneAt, phoneType } from './phone-object.ts';
import { parseFleet } from '#autoprov';
import { defineFunction, FunctionError, list, string } from '#framework';

/** The phones of a CSV text as objects, for example for one resource each. */
export const parseDevices = defineFunction({
  name: 'parse_devices',
  summary: 'Parses a CSV text into one object per phone.',
  description:
    'Parses a CSV text in the format of `devices` of `gigaset_device_list`: the header `mac_id,url,provider_name` (the last two columns are optional, the order is free) and one phone per line. Comments (`#`), blank lines, quotes, any line endings and a byte order mark are allowed. Returns a list of objects with the attributes `mac_id` (in canonical form: `7C2F80820EC0-55DF`), `mac`, `url` and `provider_name`, in the order of the lines; `url` and `provider_name` are null where the file leaves them to a default. Every mistake, including a MAC that occurs twice, is an error that names its line; no line is skipped.\n\nTo read a file, prefer `read_devices`. If a text has a mistake, an engine prints the local value or variable that it came from, with every MAC-ID in it, unless that is sensitive.',
  parameters: [{ name: 'csv', type: string, description: 'The text, with bare MACs or as a sensitive value.' }],
  returns: list(phoneType),
  call(csv) {
    const parsed = parseFleet(csv);
    if (!parsed.ok) throw new FunctionError(inWords(parsed.problems).join('\n'), 0);
    const { fleet } = parsed;
    return Array.from(fleet.lines, (line, at) => ({ line, at }))
      .sort((a, b) => a.line - b.line)
      .map(({ at }) => phoneAt(fleet, at));
  },
});
