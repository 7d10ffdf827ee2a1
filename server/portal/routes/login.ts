import type { FastifyInstance } from 'fastify';
import { describeDelay, hasHungUp } from '../../http/index.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { field } from '../form.ts';
import { loginPage } from '../pages/login.ts';
import { passwordTag } from '../session.ts';
import { show } from '../view.ts';

/** Far more than a name and a password. Anyone may send this much. */
const MAX_LOGIN_BYTES = 16 * 1024;

/** Login and logout. */
export function loginRoutes(app: FastifyInstance, { authenticate }: PortalDependencies): void {
  app.get('/login', (request, reply) => {
    if (request.session.account !== undefined) return reply.redirect('/portal/', 303);
    return show(request, reply, loginPage({ name: '', to: safeTarget(field(request.query, 'to')) }));
  });

  app.post('/login', { bodyLimit: MAX_LOGIN_BYTES }, async (request, reply) => {
    const name = field(request.body, 'name');
    const to = safeTarget(field(request.body, 'to'));
    const password = passwordOf(request.body);
    const answer = await authenticate({ name, password, from: request.ip, isGone: () => hasHungUp(request) });
    if (!answer.ok) {
      request.requestLog.login = answer.reason === 'wrong' ? 'failed' : answer.reason;
      const refuse = (text: string, status = 200) =>
        show(request, reply, { ...loginPage({ name, to, notice: { kind: 'refused', text } }), status });
      if (answer.reason === 'wrong') return refuse('Unknown name or wrong password.');
      const { status, seconds, text } = describeDelay(answer);
      reply.header('Retry-After', String(seconds));
      return refuse(`${text} Try again in ${seconds} seconds.`, status);
    }
    // A new session ID prevents session fixation.
    await request.session.regenerate();
    const { id, name: accountName } = answer.account;
    request.session.account = { id, name: accountName, password: passwordTag(answer.account) };
    return reply.redirect(to === '' ? '/portal/' : to, 303);
  });

  app.post('/logout', { preHandler: app.csrfProtection.bind(app) }, async (request, reply) => {
    await request.session.destroy();
    return reply.redirect('/portal/login', 303);
  });
}

/** The password, untrimmed. */
function passwordOf(form: unknown): string {
  const value: unknown = typeof form === 'object' && form !== null ? Reflect.get(form, 'password') : undefined;
  return typeof value === 'string' ? value : '';
}

/** The path of a portal page; the login must not redirect to other sites. */
function safeTarget(to: string): string {
  return /^\/portal\/[\x21-\x7e]*$/.test(to) && !to.includes('\\') && !to.startsWith('/portal/login') ? to : '';
}
