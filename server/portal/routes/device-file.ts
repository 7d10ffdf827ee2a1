import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import { applyDeviceFile, outcomesCsv, type RowOutcome } from '../apply-device-file.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { type DeviceFile, type DeviceFilePlan, planDeviceFile } from '../device-file-plan.ts';
import type { EncryptedTexts } from '../encrypted-texts.ts';
import { formToken } from '../form-token.ts';
import { field, untrimmedField } from '../form.ts';
import { accountIdOf, actorOf } from '../guard.ts';
import { countPhones } from '../messages.ts';
import type { Notice } from '../notice.ts';
import { deviceFilePage, deviceFileResult } from '../pages/device-file.ts';
import type { Html } from '../pages/layout.ts';
import { uploadPage } from '../pages/upload.ts';
import { progressLine, showProgress } from '../progress.ts';
import type { UploadResults } from '../upload-results.ts';
import { show } from '../view.ts';
import { decodeDeviceFile } from '#autoprov';

export interface DeviceFileDependencies extends PortalDependencies {
  readonly encryptedTexts: EncryptedTexts;
}

/** Longer results are not part of the page. */
const MAX_INLINE_ROWS = 1000;

/** Applies a device file whose preview was confirmed. */
export function deviceFileRoutes(
  app: FastifyInstance,
  form: RouteShorthandOptions,
  dependencies: DeviceFileDependencies & { readonly results: UploadResults },
): void {
  const { registrationService, encryptedTexts, results } = dependencies;

  app.post('/upload/apply', form, async (request, reply) => {
    const file = parseFile(await encryptedTexts.decrypt(request, field(request.body, 'encrypted')));
    const plan = await planOf(request, file, dependencies);
    if (plan.problems.count > 0 || countsOf(plan) !== field(request.body, 'count')) {
      const text = 'Registrations have changed since the preview. Nothing was changed. Check the new preview.';
      return showPreview(request, reply, { file, plan, notice: { kind: 'refused', text } }, dependencies);
    }
    const total = plan.register.length + plan.repoint.length;
    const accountId = accountIdOf(request);
    const steps = async function* (): AsyncGenerator<Html> {
      const outcomes: RowOutcome[] = [];
      const result = async () => deviceFileResult(outcomes, await downloadOf(outcomes, accountId, results));
      yield progressLine(0, total);
      try {
        for await (const slice of applyDeviceFile(registrationService, actorOf(request), plan)) {
          outcomes.push(...slice);
          yield progressLine(outcomes.length, total);
        }
      } catch (error) {
        if (outcomes.length > 0) yield await result();
        throw error;
      }
      yield await result();
    };
    return showProgress(request, reply, { title: `Upload of ${countPhones(total)}`, steps: steps() });
  });
}

/** Shows what an uploaded device file would do. */
export async function previewDeviceFile(
  request: FastifyRequest,
  reply: FastifyReply,
  document: Uint8Array,
  dependencies: DeviceFileDependencies,
): Promise<FastifyReply> {
  const decoded = decodeDeviceFile(document);
  if (!decoded.ok) {
    const notice: Notice = { kind: 'refused', text: `Nothing was changed. ${decoded.problems.join(' ')}` };
    return show(request, reply, uploadPage({ csrf: formToken(request), notice }));
  }
  const file = {
    text: decoded.value,
    url: field(request.body, 'url'),
    providerName: field(request.body, 'provider_name'),
  };
  return showPreview(request, reply, { file, plan: await planOf(request, file, dependencies) }, dependencies);
}

async function showPreview(
  request: FastifyRequest,
  reply: FastifyReply,
  { file, plan, notice }: { readonly file: DeviceFile; readonly plan: DeviceFilePlan; readonly notice?: Notice },
  { encryptedTexts }: Pick<DeviceFileDependencies, 'encryptedTexts'>,
): Promise<FastifyReply> {
  const encrypted = plan.problems.count === 0 ? await encryptedTexts.encrypt(request, JSON.stringify(file)) : undefined;
  const options = { csrf: formToken(request), plan, encrypted, counts: countsOf(plan) };
  return show(request, reply, deviceFilePage({ ...options, ...(notice && { notice }) }));
}

const planOf = (
  request: FastifyRequest,
  file: DeviceFile,
  { storage: { registrations } }: DeviceFileDependencies,
): Promise<DeviceFilePlan> => planDeviceFile(file, (macs) => registrations.findMany(accountIdOf(request), macs));

/** What was confirmed. */
const countsOf = ({ register, repoint }: DeviceFilePlan): string => `${register.length}/${repoint.length}`;

function parseFile(json: string): DeviceFile {
  const value: unknown = JSON.parse(json);
  // Untrimmed, so that its lines keep their numbers.
  return { text: untrimmedField(value, 'text'), url: field(value, 'url'), providerName: field(value, 'providerName') };
}

async function downloadOf(
  outcomes: readonly RowOutcome[],
  accountId: number,
  results: UploadResults,
): Promise<string | undefined> {
  if (outcomes.length <= MAX_INLINE_ROWS) {
    const csv = await textOf(Readable.from(outcomesCsv(outcomes)));
    return `data:text/csv;base64,${Buffer.from(csv).toString('base64')}`;
  }
  const id = await results.add(accountId, 'text/csv', outcomesCsv(outcomes));
  return id && `/portal/upload/results/${id}`;
}
