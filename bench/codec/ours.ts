import { Buffer } from 'node:buffer';
import { inChunks, work } from './worker.ts';
import { createDecoder, encodeCall } from '#xmlrpc';

await work({
  decode(document) {
    const decoder = createDecoder();
    for (const chunk of inChunks(document)) decoder.write(chunk);
    const message = decoder.end();
    return message.kind === 'response' ? message.value : undefined;
  },
  encode: (params) => Buffer.from(encodeCall('autoprov.registerDeviceList', params)),
});
