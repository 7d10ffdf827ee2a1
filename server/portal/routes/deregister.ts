import type { FastifyInstance } from 'fastify';
import type { DeregisterOutcome } from '../../registrations/index.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { field, fields } from '../form.ts';
import { actorOf } from '../guard.ts';
import { countPhones, refusalNotice } from '../messages.ts';
import { confirmPage } from '../pages/deregister.ts';
import type { Notice } from '../session.ts';
import { show } from '../view.ts';

/** Deregisters one phone or the selected ones after a confirmation. */
export function deregisterRoutes(app: FastifyInstance, { registrationService }: PortalDependencies): void {
  app.post('/deregister', { preHandler: app.csrfProtection.bind(app) }, async (request, reply) => {
    const macs = [...new Set(fields(request.body, 'mac'))];
    if (macs.length === 0) {
      request.session.notice = {
        kind: 'refused',
        text: 'No phone was selected. Select the phones to deregister, then try again.',
      };
      return reply.redirect('/portal/phones', 303);
    }
    if (field(request.body, 'confirmed') !== 'yes')
      return show(request, reply, confirmPage(reply.generateCsrf(), macs));
    request.session.notice = noticeOf(await registrationService.deregister(actorOf(request), macs));
    return reply.redirect('/portal/phones', 303);
  });
}

function noticeOf(outcomes: readonly DeregisterOutcome[]): Notice {
  const done = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.mac] : []));
  const refused = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal]));
  const [only] = refused;
  if (only !== undefined && outcomes.length === 1) return refusalNotice(only);
  const [first = ''] = done;
  const what = done.length === 1 ? `Phone ${first} is deregistered.` : `${countPhones(done.length)} deregistered.`;
  if (only === undefined) return { kind: 'done', text: what, code: 'OK' };
  const others = refused.map(({ value = '' }) => value).join(', ');
  return { kind: 'refused', text: `${what} Not registered in your account: ${others}.`, code: only.code };
}
