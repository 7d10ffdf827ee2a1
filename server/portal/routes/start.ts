import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PortalDependencies } from '../dependencies.ts';
import { field } from '../form.ts';
import { accountIdOf, actorOf } from '../guard.ts';
import { refusalNotice } from '../messages.ts';
import { type FieldProblems, type Registering, startPage, type StartOptions } from '../pages/start.ts';
import { show } from '../view.ts';
import { parseMacId, parseProviderName, parseRedirectUrl, type Parsed } from '#autoprov';

/** The number of URLs and names that are suggested. */
const offered = 50;

/** The first page: check a phone, register a phone. */
export function startRoutes(
  app: FastifyInstance,
  { registrationService, storage: { registrations } }: PortalDependencies,
): void {
  const csrf = { preHandler: app.csrfProtection.bind(app) };

  const showStart = async (
    request: FastifyRequest,
    reply: FastifyReply,
    more: Pick<StartOptions, 'checked' | 'refused' | 'registering' | 'problems'> = {},
  ): Promise<FastifyReply> => {
    const accountId = accountIdOf(request);
    const [known, { total }] = await Promise.all([
      registrations.mostUsed(accountId, offered),
      registrations.page(accountId, { sort: 'mac', descending: false, offset: 0, limit: 1 }),
    ]);
    return show(request, reply, startPage({ csrf: reply.generateCsrf(), known, total, ...more }));
  };

  app.get('/', (request, reply) => showStart(request, reply));

  // POST, because a MAC-ID is secret and an address is not. The address of the result contains only the MAC.
  app.post('/check', csrf, async (request, reply) => {
    const asked = field(request.body, 'mac');
    const found = await registrationService.check(accountIdOf(request), asked);
    if (found.ok) return reply.redirect(`/portal/phones/${found.registration.mac}`, 303);
    const registering = { macId: found.refusal.code === 'mac_not_found' ? asked : '', url: '', providerName: '' };
    return showStart(request, reply, { checked: { asked, notice: refusalNotice(found.refusal) }, registering });
  });

  app.post('/register', csrf, async (request, reply) => {
    const registering = {
      macId: field(request.body, 'mac_id'),
      url: field(request.body, 'url'),
      providerName: field(request.body, 'provider_name'),
    };
    const { macId, url, providerName } = registering;
    const problems = problemsOf(registering);
    if (Object.values(problems).some(({ length }) => length > 0)) {
      return showStart(request, reply, { registering, problems });
    }
    const [outcome] = await registrationService.register(actorOf(request), [macId], { url, providerName });
    if (outcome?.ok === true) {
      request.session.notice = {
        kind: 'done',
        text: `Phone ${outcome.mac} is registered. At its next first boot it is redirected to the URL below.`,
        code: 'OK: password',
      };
      return reply.redirect(`/portal/phones/${outcome.mac}`, 303);
    }
    const refused = refusalNotice(outcome?.refusal ?? { code: 'mac_invalid', value: undefined });
    return showStart(request, reply, { refused, registering });
  });
}

/** Checks the input field by field before the registration. */
function problemsOf({ macId, url, providerName }: Registering): FieldProblems {
  const phone = parseMacId(macId);
  const noId = phone.ok && phone.value.id === undefined ? ['The 4 characters after the hyphen are missing.'] : [];
  return {
    macId: phone.ok ? noId : phone.problems,
    url: problemsIn(parseRedirectUrl(url)),
    providerName: problemsIn(parseProviderName(providerName)),
  };
}

const problemsIn = (parsed: Parsed<unknown>): readonly string[] => (parsed.ok ? [] : parsed.problems);
