import { argument } from './argument.ts';
import { expandRedirectUrl, parseMacId, parseRedirectUrl } from '#autoprov';
import { defineFunction, FunctionError, string } from '#framework';

/** The device ID in the path of a phone's request. */
const deviceIdShape = /^\d{1,6}\/\d{1,6}$/;

/** Expands the redirect URL of a phone. */
export const expandUrl = defineFunction({
  name: 'expand_url',
  summary: 'Expands the placeholders of a redirect URL for a phone.',
  description:
    'Replaces every `%MACD` in a redirect URL by the MAC, and every `%DVID` by the device ID of the model (`42/2`). Use it to show or check where a phone looks for its configuration. A URL with `%DVID` needs the device ID; one without ignores it.',
  parameters: [
    { name: 'url', type: string, description: 'The redirect URL, like `url` of `gigaset_device`.' },
    { name: 'mac', type: string, description: 'The MAC or MAC-ID of the phone in any spelling.' },
  ],
  variadic: {
    name: 'device_id',
    type: string,
    allowNull: true,
    description:
      'The device ID of the model, such as `42/2`; at most one. It can be omitted or null if the URL contains no `%DVID`.',
  },
  returns: string,
  call(url, mac, ...deviceIds) {
    const template = argument(0, parseRedirectUrl(url));
    const phone = argument(1, parseMacId(mac));
    if (deviceIds.length > 1) throw new FunctionError('A phone has one device ID: give one at most.', 3);
    const deviceId = deviceIds[0] ?? null;
    if (deviceId !== null && !deviceIdShape.test(deviceId)) {
      throw new FunctionError('A device ID is two numbers with a slash between them, as in "42/2".', 2);
    }
    if (deviceId === null && template.placeholders.includes('%DVID')) {
      throw new FunctionError(
        'It has %DVID in it, where the device ID of the model goes. Give that as the third argument, as in "42/2".',
        0,
      );
    }
    return expandRedirectUrl(url, { mac: phone.mac, deviceId: deviceId ?? '' });
  },
});
