import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BusyError } from '../../limits/index.ts';
import { type DocumentResult, listPhones, MAX_BODY_BYTES, responseXml, runDocument } from '../../xmlrpc/index.ts';
import { formToken, requireFormToken } from '../form-token.ts';
import { field, fields } from '../form.ts';
import { accountIdOf, actorOf, PortalError } from '../guard.ts';
import { confirmDocumentPage, shown, uploadPage } from '../pages/upload.ts';
import { createUploadResults, type ResultType, type UploadResults } from '../upload-results.ts';
import { show } from '../view.ts';
import { type DeviceFileDependencies, deviceFileRoutes, previewDeviceFile } from './device-file.ts';
import { type Method, methods } from '#autoprov';
import { encodeResponseStream } from '#xmlrpc';

/** Upload of a device file (CSV) or of an XML document of any of the six methods. */
export function uploadRoutes(app: FastifyInstance, dependencies: DeviceFileDependencies): void {
  const { service, encryptedTexts } = dependencies;
  const { registrations } = dependencies.storage;
  const write = { config: { role: 'write' } } as const;
  // The body is one stream that contains the form's token too, so the file is read before the token is checked.
  const form = {
    ...write,
    preValidation: readParts,
    preHandler: requireFormToken,
    bodyLimit: MAX_FORM_BYTES,
  };
  const results = createUploadResults();
  deviceFileRoutes(app, form, { ...dependencies, results });

  const run = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { document, charset, pasted }: Upload,
    isConfirmed: boolean,
  ): Promise<FastifyReply> => {
    const outcome = await runDocument(service, actorOf(request), document, {
      mayRun: (method) => isConfirmed || !deregistering.has(method),
      // The phones of an account may be more than the memory holds.
      maxRows: (method) => (method === methods.listDevices ? shown : Number.POSITIVE_INFINITY),
      charset,
    });
    if (outcome.kind === 'unconfirmed') {
      const content = JSON.stringify({ document: Buffer.from(document).toString('base64'), charset: charset ?? '' });
      const encrypted = await encryptedTexts.encrypt(request, content);
      return show(request, reply, confirmDocumentPage({ csrf: formToken(request), params: outcome.params, encrypted }));
    }
    const download = await downloadOf(outcome, results, accountIdOf(request));
    const result = { outcome, download };
    return show(request, reply, uploadPage({ csrf: formToken(request), result, pasted }));
  };

  app.get('/upload', write, (request, reply) => show(request, reply, uploadPage({ csrf: formToken(request) })));

  app.post('/upload', form, async (request, reply) => {
    const upload = uploadOf(request.body);
    if (upload.document.length === 0) {
      const notice = { kind: 'refused', text: 'There was no document. Choose a file or paste its text.' } as const;
      return show(request, reply, uploadPage({ csrf: formToken(request), notice }));
    }
    const isXml = /^\s*</.test(startOf(upload.document));
    return isXml
      ? run(request, reply, upload, false)
      : previewDeviceFile(request, reply, upload.document, dependencies);
  });

  app.post('/upload/confirmed', form, async (request, reply) => {
    const content: unknown = JSON.parse(await encryptedTexts.decrypt(request, field(request.body, 'encrypted')));
    const charset = field(content, 'charset') === '' ? undefined : 'utf-8';
    const document = Buffer.from(field(content, 'document'), 'base64');
    return run(request, reply, { document, charset, pasted: '' }, true);
  });

  app.get<{ Params: { id: string } }>('/upload/results/:id', write, (request, reply) => {
    const result = results.open(accountIdOf(request), request.params.id);
    if (result === undefined)
      throw new PortalError(410, 'This result is no longer kept. The history lists the phones that were changed.');
    return sendFile(reply, result.type, result.content);
  });

  app.get('/upload/phones', write, (request, reply) => {
    const names = fields(request.query, 'name');
    // From the storage, whose URLs may be shown.
    const listed = listPhones(registrations, accountIdOf(request), names);
    return sendFile(reply, 'text/xml', Readable.from(encodeResponseStream(listed)));
  });
}

/** The methods that need a confirmation. */
const deregistering: ReadonlySet<Method> = new Set([methods.deregisterDevice, methods.deregisterDeviceList]);

/** The start of a document in any encoding, without its byte order mark and the zero bytes of UTF-16. */
const startOf = (document: Uint8Array): string =>
  Buffer.from(document.subarray(0, 200))
    .toString('latin1')
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '');

function sendFile(reply: FastifyReply, type: ResultType, content: Readable): FastifyReply {
  return reply.type(`${type}; charset=utf-8`).header('Cache-Control', 'no-store').send(content);
}

/** A document and the short fields beside it. */
const MAX_FORM_BYTES = MAX_BODY_BYTES + 64 * 1024;
/** Longer results are not part of the page. */
const MAX_INLINE_ELEMENTS = 1000;
/** Longer addresses may not reach a server. */
const MAX_NAMES_LENGTH = 4000;

/** The URL of the whole answer, which is part of the page if it is short. */
async function downloadOf(
  outcome: Exclude<DocumentResult, { kind: 'unconfirmed' }>,
  results: UploadResults,
  accountId: number,
): Promise<string | undefined> {
  if (outcome.kind === 'fault') return dataUrl(outcome.xml);
  const { method, params, value, total } = outcome;
  if (value.length < total && method === methods.listDevices) {
    const names = params.map((name) => (typeof name === 'string' ? `name=${encodeURIComponent(name)}` : '')).join('&');
    return names.length > MAX_NAMES_LENGTH ? undefined : `/portal/upload/phones?${names}`;
  }
  if (total <= MAX_INLINE_ELEMENTS) return dataUrl(await text(Readable.from(responseXml(value))));
  const id = await results.add(accountId, 'text/xml', responseXml(value));
  return id && `/portal/upload/results/${id}`;
}

const dataUrl = (xml: string): string => `data:text/xml;base64,${Buffer.from(xml).toString('base64')}`;

interface Upload {
  readonly document: Uint8Array;
  /** The encoding of pasted text, whatever it declares: browsers send UTF-8. A file declares its own. */
  readonly charset: 'utf-8' | undefined;
  /** The content of the text field, to be shown again. */
  readonly pasted: string;
}

/**
 * Reads the form into `request.body`: fields as strings, the file as bytes.
 *
 * @throws PortalError when the form is malformed, incomplete or too long
 */
async function readParts(request: FastifyRequest): Promise<void> {
  if (!request.isMultipart()) return;
  const body: Record<string, string | Buffer> = {};
  let length = 0;
  try {
    for await (const part of request.parts()) {
      const content = part.type === 'file' ? await part.toBuffer() : part.value;
      if (part.type === 'field' && part.valueTruncated) throw formTooLong();
      if (typeof content !== 'string' && !Buffer.isBuffer(content)) continue;
      // The parser limits each part, but not all together.
      length += content.length;
      if (length > MAX_FORM_BYTES) throw formTooLong();
      body[part.fieldname] = content;
    }
  } catch (error) {
    // Errors about limits have a status; the other errors of the form parser have none.
    if (error instanceof BusyError || (error instanceof Error && 'statusCode' in error)) throw error;
    throw new PortalError(
      400,
      'The form is malformed or did not arrive completely. Nothing was changed. Send it again.',
    );
  }
  request.body = body;
}

const formTooLong = (): PortalError =>
  new PortalError(
    413,
    `The form is longer than ${MAX_BODY_BYTES / 1024 / 1024} MiB. Nothing was changed. Split the list into several documents.`,
  );

/** The file, or the pasted text if no file was chosen. */
function uploadOf(form: unknown): Upload {
  if (typeof form !== 'object' || form === null) throw new PortalError(400, 'This is not the form of the upload page.');
  const file: unknown = Reflect.get(form, 'file');
  if (Buffer.isBuffer(file) && file.length > 0) return { document: file, charset: undefined, pasted: '' };
  const text: unknown = Reflect.get(form, 'text');
  const pasted = typeof text === 'string' ? text : '';
  return { document: Buffer.from(pasted.trim()), charset: 'utf-8', pasted };
}
