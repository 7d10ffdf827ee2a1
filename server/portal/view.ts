import type { FastifyReply, FastifyRequest } from 'fastify';
import { formToken } from './form-token.ts';
import { type Html, layout } from './pages/layout.ts';

/** The page of a route, and its status if it is not 200. */
export interface View {
  readonly title: string;
  readonly body: Html;
  readonly status?: number;
}

/** Sends a page with its frame and the message about the last action, which is shown once. */
export async function show(request: FastifyRequest, reply: FastifyReply, view: View): Promise<FastifyReply> {
  return reply
    .code(view.status ?? 200)
    .type('text/html; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .send(await pageOf(request, view));
}

/** The HTML of a page with its frame and the message about the last action. */
export async function pageOf(request: FastifyRequest, view: View): Promise<string> {
  const { session } = request;
  const notice = await session?.takeNotice();
  const page = await layout({
    title: view.title,
    body: view.body,
    path: request.url,
    ...(session && { user: { name: session.login.name, role: session.login.role, csrf: formToken(request) } }),
    ...(notice && { notice }),
  });
  return String(page);
}
