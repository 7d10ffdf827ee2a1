import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
// Without HTTP: the package's client and server call these two functions.
import Deserializer from 'xmlrpc/lib/deserializer.js';
import { serializeMethodCall } from 'xmlrpc/lib/serializer.js';
import { inChunks, work } from './worker.ts';

await work({
  decode: (document) =>
    new Promise((resolve, reject) => {
      const stream = Readable.from(inChunks(document), { objectMode: false });
      new Deserializer().deserializeMethodResponse(stream, (error, value) => {
        if (error) reject(error);
        else resolve(value);
      });
    }),
  encode: (params) => Buffer.from(serializeMethodCall('autoprov.registerDeviceList', params)),
});
