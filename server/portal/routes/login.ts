import type { FastifyInstance } from 'fastify';
import { describeDelay, hasHungUp } from '../../http/index.ts';
import { safeAddress } from '../address.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { requireFormToken } from '../form-token.ts';
import { field, untrimmedField } from '../form.ts';
import { SESSION_COOKIE, setSessionCookie } from '../guard.ts';
import { loginPage } from '../pages/login.ts';
import type { Sessions } from '../sessions.ts';
import { show } from '../view.ts';

/** Far more than a name and a password. Anyone may send this much. */
const MAX_LOGIN_BYTES = 16 * 1024;

/** The login. Its page needs no session, so that it works while the database does not. */
export function logInRoutes(
  app: FastifyInstance,
  { authenticate, sessions }: PortalDependencies & { readonly sessions: Sessions },
): void {
  app.get('/login', (request, reply) =>
    show(request, reply, loginPage({ name: '', to: safeAddress(field(request.query, 'to')) })),
  );

  app.post('/login', { bodyLimit: MAX_LOGIN_BYTES }, async (request, reply) => {
    const name = field(request.body, 'name');
    const to = safeAddress(field(request.body, 'to'));
    const password = untrimmedField(request.body, 'password');
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
    // A new session each time prevents session fixation.
    const id = await sessions.start(answer.login);
    await sessions.end(request.cookies[SESSION_COOKIE]);
    setSessionCookie(reply, id);
    return reply.redirect(to === '' ? '/portal/' : to, 303);
  });
}

/** The logout. */
export function logOutRoutes(app: FastifyInstance, sessions: Sessions): void {
  app.post('/logout', { config: { role: 'read' }, preHandler: requireFormToken }, async (request, reply) => {
    await sessions.end(request.cookies[SESSION_COOKIE]);
    reply.clearCookie(SESSION_COOKIE);
    return reply.redirect('/portal/login', 303);
  });
}
