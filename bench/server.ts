import type { Benchmark } from './benchmark.ts';
import type { Row } from './row.ts';
import { listingRows } from './server/listing.ts';
import { phoneRows } from './server/phones.ts';
import { powerCutRows } from './server/power-cut.ts';
import { pythonClientRows } from './server/python-client.ts';
import { sizeRows } from './server/size.ts';
import { xmlRpcRows } from './server/xmlrpc.ts';

/** The redirect server and its alternatives under load from a separate process. */
export const server: Benchmark = {
  name: 'server',
  about:
    "the redirect server: phones a second, against a bare fastify and nginx that answer a fixed 302; XML-RPC, against Python's server",
  run: async (report) => {
    const rows: Row[] = [];
    // The power cut comes last, because the system remembers its 100,000 connections for a minute.
    for (const part of [phoneRows, xmlRpcRows, listingRows, sizeRows, pythonClientRows, powerCutRows]) {
      rows.push(...(await part(report)));
    }
    return rows;
  },
};
