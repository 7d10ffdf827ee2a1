import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ValueCount } from '../../storage/index.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { formToken, requireFormToken } from '../form-token.ts';
import { field } from '../form.ts';
import { accountIdOf, actorOf } from '../guard.ts';
import { refusalNotice, shownMacId } from '../messages.ts';
import { type FieldProblems, type Registering, startPage, type StartOptions } from '../pages/start.ts';
import { show } from '../view.ts';
import { parseMacId, parseProviderName, parseRedirectUrl, redactUrl, type Parsed } from '#autoprov';

/** The number of URLs and names that are suggested. */
const offered = 50;

/** The first page: check a phone, register a phone. */
export function startRoutes(
  app: FastifyInstance,
  { registrationService, storage: { registrations } }: PortalDependencies,
): void {
  const checked = { config: { role: 'read' }, preHandler: requireFormToken } as const;
  const changing = { config: { role: 'write' }, preHandler: requireFormToken } as const;

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
    const values = (counts: readonly ValueCount[]): readonly string[] => counts.map(({ value }) => value);
    const suggested = { urls: values(known.urls), providerNames: values(known.providerNames) };
    return show(request, reply, startPage({ csrf: formToken(request), known: suggested, total, ...more }));
  };

  app.get('/', { config: { role: 'read' } }, (request, reply) => showStart(request, reply));

  // POST, because a MAC-ID is secret and an address is not. The address of the result contains only the MAC.
  app.post('/check', checked, async (request, reply) => {
    const asked = field(request.body, 'mac');
    const found = await registrationService.check(actorOf(request), asked);
    if (found.ok) return reply.redirect(`/portal/phones/${found.registration.mac}`, 303);
    const shown = shownMacId(asked);
    const registering = { macId: found.refusal.code === 'mac_not_found' ? shown : '', url: '', providerName: '' };
    return showStart(request, reply, {
      checked: { asked: shown, notice: refusalNotice(found.refusal) },
      registering,
    });
  });

  app.post('/register', changing, async (request, reply) => {
    const registering = {
      macId: field(request.body, 'mac_id'),
      url: field(request.body, 'url'),
      providerName: field(request.body, 'provider_name'),
    };
    const { macId, url, providerName } = registering;
    // The page that asks again repeats no secrets.
    const shown = { macId: shownMacId(macId), url: redactUrl(url), providerName };
    const problems = problemsOf(registering);
    if (Object.values(problems).some(({ length }) => length > 0)) {
      return showStart(request, reply, { registering: shown, problems });
    }
    const [outcome] = await registrationService.register(actorOf(request), [macId], { url, providerName });
    if (outcome?.ok === true) {
      await request.session?.leaveNotice({
        kind: 'done',
        text: `Phone ${outcome.mac} is registered. At its next first boot it is redirected to the URL below.`,
        code: 'OK: password',
      });
      return reply.redirect(`/portal/phones/${outcome.mac}`, 303);
    }
    const refused = refusalNotice(outcome?.refusal ?? { code: 'mac_invalid', value: undefined });
    return showStart(request, reply, { refused, registering: shown });
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
