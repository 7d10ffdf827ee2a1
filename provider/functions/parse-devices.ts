import { type Fleet, type LineProblems, macAt, macIdAt, parseFleet } from '#autoprov';
import { defineFunction, FunctionError, list, object, string } from '#framework';

/** The phones of a CSV text as objects, for example for one resource each. */
export const parseDevices = defineFunction({
  name: 'parse_devices',
  summary: 'Parses a CSV text into one object per phone.',
  description:
    'Parses a CSV text in the format of `devices` of `gigaset_device_list`: the header `mac_id,url,provider_name` (the last two columns are optional, the order is free) and one phone per line. Comments (`#`), blank lines, quotes, any line endings and a byte order mark are allowed. Returns a list of objects with the attributes `mac_id` (in canonical form: `7C2F80820EC0-55DF`), `mac`, `url` and `provider_name`, in the order of the lines; `url` and `provider_name` are null where the file leaves them to a default. Every mistake, including a MAC that occurs twice, is an error that names its line; no line is skipped.\n\nMAC-IDs are secret. Use `mac` for the keys of a `for_each`. If the result would be shown, as in an `output`, pass the text as a sensitive value, which makes the result sensitive too.',
  parameters: [{ name: 'csv', type: string, description: 'The text, usually `file("devices.csv")`.' }],
  returns: list(object({ mac_id: string, mac: string, url: string, provider_name: string })),
  call(csv) {
    const parsed = parseFleet(csv);
    if (!parsed.ok) throw new FunctionError(inWords(parsed.problems), 0);
    return inOrderOfLines(parsed.fleet);
  },
});

function inOrderOfLines(fleet: Fleet) {
  const { lines, destinations, destinationOf } = fleet;
  return Array.from(lines, (line, at) => ({ line, at }))
    .sort((a, b) => a.line - b.line)
    .map(({ at }) => {
      const { url = null, providerName = null } = destinations[destinationOf[at] ?? 0] ?? {};
      return { mac_id: macIdAt(fleet, at), mac: macAt(fleet, at), url, provider_name: providerName };
    });
}

/** One paragraph per problem: `line 7: …`. */
function inWords({ first, count }: LineProblems): string {
  const paragraphs = first.map(({ line, headline, details }) =>
    [`${line === 0 ? 'it' : `line ${line}:`} ${headline}`, ...details].join('\n  '),
  );
  return [...paragraphs, ...(count > first.length ? [`and ${count - first.length} more`] : [])].join('\n');
}
