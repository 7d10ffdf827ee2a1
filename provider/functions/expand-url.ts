import { argument } from './argument.ts';
import { expandRedirectUrl, parseMacId, parseRedirectUrl } from '#autoprov';
import { defineFunction, FunctionError, string } from '#framework';

/** As phones send it in the path of their request, and as the redirect server takes it from there. */
const deviceIdShape = /^\d{1,6}\/\d{1,6}$/;

/** The URL that one phone is sent to, from the template that it is registered with. */
export const expandUrl = defineFunction({
  name: 'expand_url',
  summary: 'The URL that a phone is sent to: a redirect URL with its placeholders filled in.',
  description:
    'Puts the MAC in the place of every `%MACD` in a redirect URL, and the device ID of the model (`42/2`) in the place of every `%DVID`. Use it to show, or to check, where a phone will look for its configuration. A URL with `%DVID` needs the device ID; one without takes no notice of it.',
  parameters: [
    { name: 'url', type: string, description: 'The redirect URL, as in `url` of `gigaset_device`.' },
    { name: 'mac', type: string, description: 'The MAC or MAC-ID of the phone, in any spelling.' },
  ],
  variadic: {
    name: 'device_id',
    type: string,
    allowNull: true,
    description:
      'The device ID of the model, such as `42/2`: one at most. It may be left out, or null, where the URL has no `%DVID`.',
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
