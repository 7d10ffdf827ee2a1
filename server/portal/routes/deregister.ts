import type { FastifyInstance } from 'fastify';
import type { DeregisterOutcome } from '../../registrations/index.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { formToken, requireFormToken } from '../form-token.ts';
import { field, fields } from '../form.ts';
import { actorOf, PortalError } from '../guard.ts';
import { countPhones, refusalNotice, shownMacId } from '../messages.ts';
import type { Notice } from '../notice.ts';
import { confirmPage } from '../pages/deregister.ts';
import { show } from '../view.ts';

/** Far more than a page of the list has. Bounds the page that asks for confirmation. */
const MAX_PHONES = 1000;
/** No spelling of a MAC is longer. */
const MAX_MAC_LENGTH = 40;
/** The number of phones that a notice lists: one page must show them. */
const MAX_LISTED = 50;

/** Deregisters one phone or the selected ones after a confirmation. */
export function deregisterRoutes(app: FastifyInstance, { registrationService }: PortalDependencies): void {
  app.post('/deregister', { config: { role: 'write' }, preHandler: requireFormToken }, async (request, reply) => {
    const macs = [...new Set(fields(request.body, 'mac').map((mac) => mac.slice(0, MAX_MAC_LENGTH)))];
    if (macs.length === 0) {
      await request.session?.leaveNotice({
        kind: 'refused',
        text: 'No phone was selected. Select the phones to deregister, then try again.',
      });
      return reply.redirect('/portal/phones', 303);
    }
    if (macs.length > MAX_PHONES) {
      throw new PortalError(400, `A form can deregister ${MAX_PHONES} phones. Upload an XML file for more.`);
    }
    if (field(request.body, 'confirmed') !== 'yes')
      return show(request, reply, confirmPage(formToken(request), macs.map(shownMacId)));
    const outcomes = await registrationService.deregister(actorOf(request), macs);
    await request.session?.leaveNotice(noticeOf(outcomes));
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
  const others = refused.slice(0, MAX_LISTED).map(({ value = '' }) => value.slice(0, 20));
  if (refused.length > MAX_LISTED) others.push(`and ${refused.length - MAX_LISTED} more`);
  return { kind: 'refused', text: `${what} Not registered in your account: ${others.join(', ')}.`, code: only.code };
}
