import type { FastifyInstance, FastifyReply } from 'fastify';
import { notFound } from '../guard.ts';
import { helpPage } from '../pages/help.ts';
import { templates } from '../templates.ts';
import { show } from '../view.ts';
import { dx800Files } from '#autoprov';

/** Advice and downloads. */
export function helpRoutes(app: FastifyInstance): void {
  const read = { config: { role: 'read' } } as const;
  app.get('/help', read, (request, reply) => show(request, reply, helpPage()));

  app.get<{ Params: { file: string } }>('/templates/:file', read, (request, reply) =>
    attach(reply, 'text/xml; charset=utf-8', find(templates, request.params.file)),
  );
  app.get<{ Params: { file: string } }>('/dx800/:file', read, (request, reply) =>
    attach(reply, 'text/plain; charset=utf-8', find(dx800Files, request.params.file)),
  );
}

interface Download {
  readonly file: string;
  readonly text: string;
}

function find(files: readonly Download[], name: string): Download {
  const found = files.find(({ file }) => file === name);
  if (found === undefined) throw notFound();
  return found;
}

function attach(reply: FastifyReply, type: string, { file, text }: Download): FastifyReply {
  return reply.header('Content-Disposition', `attachment; filename="${file}"`).type(type).send(text);
}
