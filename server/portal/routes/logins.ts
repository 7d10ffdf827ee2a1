import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseLoginName, parsePassword } from '../../accounts/index.ts';
import { loginOf } from '../../http/index.ts';
import { isRole, type LoginChange, type LoginChangeResult, MAX_LOGINS_PER_ACCOUNT } from '../../storage/index.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { formToken, requireFormToken } from '../form-token.ts';
import { field, untrimmedField } from '../form.ts';
import { accountIdOf, actorOf, PortalError } from '../guard.ts';
import { hashNewPassword } from '../new-password.ts';
import type { Notice } from '../notice.ts';
import { type LoginsOptions, loginsPage, removeLoginPage } from '../pages/logins.ts';
import { show } from '../view.ts';
import { redact } from '#autoprov';

/** The logins of the account. */
export function loginRoutes(app: FastifyInstance, { storage: { logins }, hashPassword }: PortalDependencies): void {
  const looking = { config: { role: 'administer' } } as const;
  const changing = { ...looking, preHandler: requireFormToken };

  const showLogins = async (
    request: FastifyRequest,
    reply: FastifyReply,
    more: Pick<LoginsOptions, 'refused'> = {},
  ): Promise<FastifyReply> => {
    const { account, name } = loginOf(request);
    const listed = await logins.list(account.id);
    return show(
      request,
      reply,
      loginsPage({ csrf: formToken(request), account: account.name, logins: listed, own: name, ...more }),
    );
  };

  app.get('/logins', looking, (request, reply) => showLogins(request, reply));

  app.post('/logins', changing, async (request, reply) => {
    const typed = { name: field(request.body, 'name'), role: field(request.body, 'role') };
    const name = parseLoginName(loginOf(request).account.name, typed.name);
    const password = parsePassword(untrimmedField(request.body, 'password'));
    const refuse = (...problems: readonly string[]) =>
      showLogins(request, reply, { refused: { ...typed, name: redact(typed.name), problems } });
    if (!name.ok) return refuse(...name.problems);
    if (!password.ok) return refuse(...password.problems);
    if (!isRole(typed.role)) return refuse('Choose a role.');
    const passwordHash = await hashNewPassword(hashPassword, request, password.value);
    const login = { name: name.value, role: typed.role, passwordHash, at: new Date() };
    const result = await logins.add(actorOf(request), login);
    if (result === 'name_taken') return refuse(`The login ${name.value} already exists. Choose another name.`);
    if (result === 'too_many') return refuse(`An account has at most ${MAX_LOGINS_PER_ACCOUNT} logins.`);
    await request.session?.leaveNotice({ kind: 'done', text: `The login ${name.value} was added.` });
    return reply.redirect('/portal/logins', 303);
  });

  /** The change that a form demands. @throws PortalError */
  const changeOf = async (request: FastifyRequest): Promise<LoginChange> => {
    const role = field(request.body, 'role');
    switch (field(request.body, 'change')) {
      case 'role':
        if (isRole(role)) return { kind: 'role', role };
        break;
      case 'password': {
        const password = parsePassword(untrimmedField(request.body, 'password'));
        if (!password.ok) throw new PortalError(400, password.problems.join(' '));
        return { kind: 'password', passwordHash: await hashNewPassword(hashPassword, request, password.value) };
      }
      case 'disable':
        return { kind: 'disabled', disabled: true };
      case 'enable':
        return { kind: 'disabled', disabled: false };
      case 'remove':
        return { kind: 'removed' };
    }
    throw new PortalError(400, 'This is not a form of the page Logins. Nothing was changed.');
  };

  app.post('/logins/change', changing, async (request, reply) => {
    const name = field(request.body, 'name');
    // Before a password is hashed, and before a page repeats the name.
    const known = await logins.list(accountIdOf(request));
    const result = known.some((login) => login.name === name) ? await change(request, name) : 'not_found';
    if (result === 'unconfirmed') return show(request, reply, removeLoginPage(formToken(request), name));
    await request.session?.leaveNotice(noticeOf(name, result));
    return reply.redirect('/portal/logins', 303);
  });

  const change = async (request: FastifyRequest, name: string): Promise<LoginChangeResult | 'unconfirmed'> => {
    const wanted = await changeOf(request);
    if (wanted.kind === 'removed' && field(request.body, 'confirmed') !== 'yes') return 'unconfirmed';
    return logins.change(actorOf(request), name, new Date(), wanted);
  };
}

function noticeOf(name: string, result: LoginChangeResult): Notice {
  switch (result) {
    case 'done':
      return { kind: 'done', text: `The login ${name} was changed.` };
    case 'not_found':
      return {
        kind: 'refused',
        text: 'Your account has no such login. It may have been removed. Nothing was changed.',
      };
    case 'outdated':
      return { kind: 'refused', text: `The password of ${name} was changed meanwhile. Nothing was changed.` };
    case 'last_administrator':
      return {
        kind: 'refused',
        text: `${name} is the only enabled login that may administer your account. Nothing was changed. Give another login the role administer first.`,
      };
  }
}
