import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { notFound } from './guard.ts';

const types = {
  'portal.css': 'text/css; charset=utf-8',
  'portal.js': 'text/javascript; charset=utf-8',
  'portal.svg': 'image/svg+xml',
} as const;
type AssetName = keyof typeof types;

/** Below this file's folder in the sources and in a standalone executable; beside it in the bundle (tools/bundle.ts). */
const folders = ['assets', 'portal', '../portal'].map((folder) => join(import.meta.dirname, folder));

const assets = new Map(
  Object.entries(types).map(([name, type]) => {
    const content = read(name);
    const version = createHash('sha256').update(content).digest('base64url').slice(0, 10);
    return [name, { type, content, version }] as const;
  }),
);

function read(name: string): Buffer {
  let failure: unknown;
  for (const folder of folders) {
    try {
      return readFileSync(join(folder, name));
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** The URL of an asset. It contains a hash of the content, so browsers may cache it forever. */
export function assetUrl(name: AssetName): string {
  return `/portal/assets/${assets.get(name)?.version ?? ''}/${name}`;
}

/** Fastify plugin: style, script and icon. */
export function assetRoutes(app: FastifyInstance): void {
  app.get<{ Params: { version: string; name: string } }>('/assets/:version/:name', (request, reply) => {
    const asset = assets.get(request.params.name);
    if (asset === undefined) throw notFound();
    const current = request.params.version === asset.version;
    return reply
      .header('Cache-Control', current ? 'public, max-age=31536000, immutable' : 'no-cache')
      .type(asset.type)
      .send(asset.content);
  });
}
