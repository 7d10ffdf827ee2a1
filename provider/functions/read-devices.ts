import { inWords } from './line-texts.ts';
import { phoneAt, phoneType } from './phone-object.ts';
import { readRegularFile, shownPath } from './read-file.ts';
import { decodeDeviceFile, parseFleet } from '#autoprov';
import { defineFunction, FunctionError, map, string } from '#framework';

/**
 * The phones of a device file by MAC. It takes a path rather than a text, because an engine prints the arguments of a call
 * that fails.
 */
export const readDevices = defineFunction({
  name: 'read_devices',
  summary: 'Reads a CSV file into one object per phone, by MAC.',
  description:
    'Reads a CSV file in the format of `devices` of `gigaset_device_list`, as editors and spreadsheets save it: UTF-8, UTF-16 or windows-1252, separated by commas, semicolons or tabs. Returns a map for the `for_each` of a resource: its keys are the MACs, its values are objects with the attributes `mac_id`, `mac`, `url` and `provider_name`, as `parse_devices` returns them. `mac_id` is the bare MAC if the file does not contain the ID; `parse_ids` provides it.\n\nEvery mistake is an error that names the file and the line, and contains no ID: engines print the arguments of a function that fails, and here this is only the path.',
  parameters: [
    {
      name: 'path',
      type: string,
      description: 'The path of the file, usually `"${path.module}/devices.csv"`.',
    },
  ],
  returns: map(phoneType),
  call(path) {
    if (/[\r\n]/.test(path)) {
      // What file("devices.csv") returns. It may contain MAC-IDs, so the error does not repeat it.
      throw new FunctionError('It has several lines. Write the path of the file instead of its text', 0);
    }
    const text = decodeDeviceFile(readRegularFile(path));
    const name = shownPath(path);
    if (!text.ok) throw new FunctionError(`${name}: ${text.problems.join(' ')}`, 0);
    const parsed = parseFleet(text.value);
    if (!parsed.ok) throw new FunctionError(inWords(parsed.problems, name).join('\n'), 0);
    const { fleet } = parsed;
    return Object.fromEntries(
      Array.from(fleet.macs.keys(), (at) => phoneAt(fleet, at)).map((phone) => [phone.mac, phone]),
    );
  },
});
