import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html } from 'hono/html';
import { listAddress, readListQuery } from '../address.ts';
import type { PortalDependencies } from '../dependencies.ts';
import type { EncryptedTexts } from '../encrypted-texts.ts';
import { formToken, requireFormToken } from '../form-token.ts';
import { field } from '../form.ts';
import { accountIdOf, actorOf } from '../guard.ts';
import { countPhones, refusalNotice } from '../messages.ts';
import type { Notice } from '../notice.ts';
import { type Html, noticeBox } from '../pages/layout.ts';
import { repointForm, repointPreview, type SelectionSummary, type TargetCount } from '../pages/repoint.ts';
import type { TargetInput } from '../pages/target-fields.ts';
import { type PhoneSelection, readSelection } from '../phone-selection.ts';
import { progressLine, showProgress } from '../progress.ts';
import { problemsOfTarget } from '../target-problems.ts';
import type { UrlTags } from '../url-tags.ts';
import { show } from '../view.ts';
import { redactUrl, type RedirectTarget } from '#autoprov';

export interface RepointDependencies extends PortalDependencies {
  readonly urlTags: UrlTags;
  readonly encryptedTexts: EncryptedTexts;
}

/** Phones that are re-pointed in one transaction: some milliseconds. A longer list has a page with its progress. */
const SLICE = 1000;
/** The current targets and MACs that a preview lists. */
const MAX_TARGETS = 10;
const MAX_MACS = 1000;
/** The URLs and provider names that the form suggests. */
const MAX_SUGGESTIONS = 50;

/** Changes the target of one phone, of the ticked ones, or of all that a filter finds: form, preview, change. */
export function repointRoutes(app: FastifyInstance, dependencies: RepointDependencies): void {
  const { registrationService, encryptedTexts, urlTags } = dependencies;
  const { registrations } = dependencies.storage;
  const selecting = { registrations, urlTags };

  const showForm = async (request: FastifyRequest, reply: FastifyReply, form: unknown): Promise<FastifyReply> => {
    const known = await registrations.mostUsed(accountIdOf(request), MAX_SUGGESTIONS);
    const selection = await summarize(await readSelection(selecting, request, form));
    const typed = { url: field(form, 'to_url'), providerName: field(form, 'provider_name') };
    const problems = field(form, 'to_url') + field(form, 'provider_name') === '' ? undefined : problemsOfTarget(typed);
    const [only] = selection.targets;
    const isAlike = only !== undefined && selection.targets.length === 1;
    const input = problems !== undefined || !isAlike ? { ...typed, url: redactUrl(typed.url) } : only;
    const csrf = formToken(request);
    return show(request, reply, repointForm({ csrf, selection, known, input, ...(problems && { problems }) }));
  };

  const preview = async (
    request: FastifyRequest,
    reply: FastifyReply,
    target: RedirectTarget,
    notice?: Notice,
  ): Promise<FastifyReply> => {
    const shown = { url: redactUrl(target.url), providerName: target.providerName };
    const selection = await summarize(await readSelection(selecting, request, request.body), target);
    const encrypted = await encryptedTexts.encrypt(request, JSON.stringify(target));
    const { unchanged } = selection;
    const options = { csrf: formToken(request), selection, unchanged, input: shown, encrypted };
    return show(request, reply, repointPreview({ ...options, ...(notice && { notice }) }));
  };

  /** Re-points in slices, so that phones and other requests have their turns. */
  const repointAll = async function* (request: FastifyRequest, macs: readonly string[], target: RedirectTarget) {
    const result: RepointResult = { changed: 0, unchanged: 0, gone: 0, refused: undefined };
    for (let start = 0; start < macs.length; start += SLICE) {
      const slice = macs.slice(start, start + SLICE);
      for (const outcome of await registrationService.repoint(actorOf(request), slice, target)) {
        if (outcome.ok) result[outcome.changed ? 'changed' : 'unchanged']++;
        else if (outcome.refusal.code === 'mac_not_found') result.gone++;
        else result.refused ??= refusalNotice(outcome.refusal);
      }
      yield { done: start + slice.length, result };
    }
  };

  const apply = async (request: FastifyRequest, reply: FastifyReply, target: RedirectTarget): Promise<FastifyReply> => {
    const selection = await readSelection(selecting, request, request.body);
    const macs: string[] = [];
    for await (const page of selection.phones) for (const { mac } of page) macs.push(mac);
    const confirmed = Number(field(request.body, 'count'));
    if (macs.length !== confirmed) {
      const text = `The selection now has ${countPhones(macs.length)} instead of ${confirmed.toLocaleString('en')}. Nothing was changed. Check the new preview.`;
      return preview(request, reply, target, { kind: 'refused', text });
    }
    const shown = redactUrl(target.url);
    const [only = ''] = macs;
    const tag = urlTags.tagOf(accountIdOf(request), shown);
    const next = macs.length === 1 ? `/portal/phones/${only}` : listAddress(readListQuery({ url: tag }));
    const started = performance.now();
    const steps = repointAll(request, macs, target);
    if (macs.length <= SLICE) {
      for await (const { result } of steps) await request.session?.leaveNotice(noticeOf(result, shown));
      return reply.redirect(next, 303);
    }
    const progress = async function* (): AsyncGenerator<Html> {
      yield progressLine(0, macs.length);
      for await (const { done, result } of steps) {
        yield progressLine(done, macs.length);
        if (done === macs.length) yield workDone(noticeOf(result, shown), started, next);
      }
    };
    return showProgress(request, reply, { title: `Re-point ${countPhones(macs.length)}`, steps: progress() });
  };

  const write = { config: { role: 'write' } } as const;
  app.get('/repoint', write, (request, reply) => showForm(request, reply, request.query));

  app.post('/repoint', { ...write, preHandler: requireFormToken }, async (request, reply) => {
    const { body } = request;
    const encrypted = field(body, 'target');
    if (encrypted !== '') return apply(request, reply, parseTarget(await encryptedTexts.decrypt(request, encrypted)));
    const target: TargetInput = { url: field(body, 'to_url'), providerName: field(body, 'provider_name') };
    const isValid = Object.values(problemsOfTarget(target)).every(({ length }) => length === 0);
    return isValid ? preview(request, reply, target) : showForm(request, reply, body);
  });
}

interface RepointResult {
  changed: number;
  unchanged: number;
  /** Deregistered since the selection. */
  gone: number;
  /** The first refusal for another reason. */
  refused: Notice | undefined;
}

function noticeOf({ changed, unchanged, gone, refused }: RepointResult, url: string): Notice {
  if (refused !== undefined) return { ...refused, text: `${countPhones(changed)} re-pointed. ${refused.text}` };
  const parts = [`${countPhones(changed)} re-pointed to ${url}.`];
  if (unchanged > 0) parts.push(`${countPhones(unchanged)} had this target already.`);
  if (gone > 0) parts.push(`${countPhones(gone)} had been deregistered before.`);
  return { kind: gone > 0 ? 'refused' : 'done', text: parts.join(' ') };
}

/** The end of a page with progress. */
function workDone(notice: Notice, started: number, next: string): Html {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  return html`<div class="result">
    ${noticeBox(notice)}
    <p class="hint">It took ${seconds} seconds.</p>
    <p><a class="button" href="${next}">Show these phones</a></p>
  </div>`;
}

/** Counts the phones of a selection by their current target, and those that have the new one already. */
async function summarize(
  { phones, fields, backTo }: PhoneSelection,
  target?: RedirectTarget,
): Promise<SelectionSummary & { readonly unchanged: number }> {
  const counts = new Map<string, TargetCount>();
  const macs: string[] = [];
  let total = 0;
  let unchanged = 0;
  for await (const page of phones) {
    for (const { mac, url, encryptedUrl, providerName } of page) {
      total++;
      if (macs.length < MAX_MACS) macs.push(mac);
      if (encryptedUrl === undefined && url === target?.url && providerName === target.providerName) unchanged++;
      const key = `${url} ${providerName}`;
      counts.set(key, { url, providerName, phones: (counts.get(key)?.phones ?? 0) + 1 });
    }
  }
  const targets = [...counts.values()].sort((a, b) => b.phones - a.phones).slice(0, MAX_TARGETS);
  return { total, targets, macs: total > MAX_MACS ? [] : macs, fields, backTo, unchanged };
}

function parseTarget(json: string): RedirectTarget {
  const value: unknown = JSON.parse(json);
  return { url: field(value, 'url'), providerName: field(value, 'providerName') };
}
