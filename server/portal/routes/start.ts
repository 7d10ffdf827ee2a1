import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PortalDependencies } from '../dependencies.ts';
import { formToken, requireFormToken } from '../form-token.ts';
import { field } from '../form.ts';
import { accountIdOf, actorOf, mayWrite } from '../guard.ts';
import { refusalNotice, shownMacId } from '../messages.ts';
import type { Overview } from '../pages/overview.ts';
import { type FieldProblems, type Registering, startPage, type StartOptions } from '../pages/start.ts';
import { problemsOfTarget } from '../target-problems.ts';
import { show } from '../view.ts';
import { parseMacId, redactUrl } from '#autoprov';

/** The number of URLs and names that are suggested. */
const offered = 50;
/** The number of URLs that are counted by their host. */
const MAX_COUNTED = 200;
const LAST_CHANGES = 5;
/** The hours of the chart. */
const HOURS = 24;
const HOUR_MS = 60 * 60 * 1000;

/** The first page: check a phone, register a phone. */
export function startRoutes(
  app: FastifyInstance,
  { registrationService, storage: { registrations, phoneRequests, auditLog } }: PortalDependencies,
): void {
  const checked = { config: { role: 'read' }, preHandler: requireFormToken } as const;
  const changing = { config: { role: 'write' }, preHandler: requireFormToken } as const;

  const showStart = async (
    request: FastifyRequest,
    reply: FastifyReply,
    more: Pick<StartOptions, 'checked' | 'refused' | 'registering' | 'problems'> = {},
  ): Promise<FastifyReply> => {
    const accountId = accountIdOf(request);
    const since = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - (HOURS - 1) * HOUR_MS);
    const [known, { total }, asked, lastChanges] = await Promise.all([
      registrations.mostUsed(accountId, MAX_COUNTED),
      registrations.page(accountId, { sort: 'mac', descending: false, offset: 0, limit: 1 }),
      phoneRequests.countByHour(accountId, since),
      auditLog.list(accountId, { limit: LAST_CHANGES }),
    ]);
    const figures = { ...known, total, hours: everyHour(since, asked), lastChanges };
    const suggested = { urls: known.urls.slice(0, offered), providerNames: known.providerNames.slice(0, offered) };
    const options = { csrf: formToken(request), mayWrite: mayWrite(request), known: suggested, figures };
    return show(request, reply, startPage({ ...options, ...more }));
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

/** The counts of all hours since a time, including those without a phone. */
function everyHour(since: Date, asked: Overview['hours']): Overview['hours'] {
  const counts = new Map(asked.map((counted) => [counted.hour.getTime(), counted]));
  return Array.from({ length: HOURS }, (_, at) => {
    const hour = new Date(since.getTime() + at * HOUR_MS);
    return counts.get(hour.getTime()) ?? { hour, redirected: 0, refused: 0 };
  });
}

/** Checks the input field by field before the registration. */
function problemsOf({ macId, url, providerName }: Registering): FieldProblems {
  const phone = parseMacId(macId);
  const noId = phone.ok && phone.value.id === undefined ? ['The 4 characters after the hyphen are missing.'] : [];
  return {
    macId: phone.ok ? noId : phone.problems,
    ...problemsOfTarget({ url, providerName }),
  };
}
