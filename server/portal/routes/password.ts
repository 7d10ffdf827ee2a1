import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parsePassword } from '../../accounts/index.ts';
import { describeDelay, hasHungUp, loginOf } from '../../http/index.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { formToken, requireFormToken } from '../form-token.ts';
import { untrimmedField } from '../form.ts';
import { actorOf, setSessionCookie } from '../guard.ts';
import { hashNewPassword } from '../new-password.ts';
import { passwordPage } from '../pages/password.ts';
import type { Sessions } from '../sessions.ts';
import { show } from '../view.ts';

/** A login changes its own password, whatever its role. */
export function passwordRoutes(
  app: FastifyInstance,
  { authenticate, hashPassword, storage: { logins }, sessions }: PortalDependencies & { readonly sessions: Sessions },
): void {
  const read = { config: { role: 'read' } } as const;

  const showForm = (request: FastifyRequest, reply: FastifyReply, refusal?: string, status = 422) => {
    const options = { csrf: formToken(request), name: loginOf(request).name };
    if (refusal === undefined) return show(request, reply, passwordPage(options));
    const refused = { kind: 'refused', text: refusal } as const;
    return show(request, reply, { ...passwordPage({ ...options, refused }), status });
  };

  app.get('/password', read, (request, reply) => showForm(request, reply));

  app.post('/password', { ...read, preHandler: requireFormToken }, async (request, reply) => {
    const { name } = loginOf(request);
    const present = untrimmedField(request.body, 'present');
    const given = untrimmedField(request.body, 'password');
    const password = parsePassword(given);
    if (!password.ok) return showForm(request, reply, password.problems.join(' '));
    if (given !== untrimmedField(request.body, 'again')) {
      return showForm(request, reply, 'The new password and its repetition differ. Nothing was changed.');
    }
    if (given === present)
      return showForm(request, reply, 'The new password is the same as the current one. Nothing was changed.');

    // Limited as a login is: someone at an unlocked screen cannot guess the current password.
    const answer = await authenticate({ name, password: present, from: request.ip, isGone: () => hasHungUp(request) });
    if (!answer.ok) {
      request.requestLog.login = answer.reason === 'wrong' ? 'failed' : answer.reason;
      if (answer.reason === 'wrong')
        return showForm(request, reply, 'The current password is wrong. Nothing was changed.');
      const { status, seconds, text } = describeDelay(answer);
      reply.header('Retry-After', String(seconds));
      return showForm(request, reply, `${text} Nothing was changed. Try again in ${seconds} seconds.`, status);
    }
    const passwordHash = await hashNewPassword(hashPassword, request, password.value);
    // The hash may have waited long enough for an administrator to set another password, or to remove the login.
    const change = { kind: 'password', passwordHash, replacing: answer.login.passwordHash } as const;
    if ((await logins.change(actorOf(request), name, new Date(), change)) !== 'done')
      return showForm(request, reply, lost);
    // The change has ended all sessions of the login, this one included.
    setSessionCookie(reply, await sessions.start({ ...answer.login, passwordHash }, passwordChanged));
    return reply.redirect('/portal/', 303);
  });
}

/** Another change has ended this session. */
const lost = 'Meanwhile this login got another password, or was removed. Nothing else was changed. Log in again.';
const passwordChanged = { kind: 'done', text: 'Your password was changed.' } as const;
