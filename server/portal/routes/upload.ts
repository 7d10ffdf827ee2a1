import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MAX_BODY_BYTES, runDocument } from '../../xmlrpc/index.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { actorOf, PortalError } from '../guard.ts';
import { uploadPage } from '../pages/upload.ts';
import { show } from '../view.ts';

/** Upload of an XML document of any of the six methods. */
export function uploadRoutes(app: FastifyInstance, { service }: PortalDependencies): void {
  app.get('/upload', (request, reply) => show(request, reply, uploadPage({ csrf: reply.generateCsrf() })));

  app.post(
    '/upload',
    // The body is one stream that contains the CSRF token too, so the file is read before the token is checked.
    { preValidation: readParts, preHandler: app.csrfProtection.bind(app), bodyLimit: MAX_BODY_BYTES + 64 * 1024 },
    async (request, reply) => {
      const { document, pasted } = documentOf(request.body);
      if (document.length === 0) {
        const notice = { kind: 'refused', text: 'There was no document. Choose a file or paste the XML.' } as const;
        return show(request, reply, uploadPage({ csrf: reply.generateCsrf(), notice }));
      }
      const result = await runDocument(service, actorOf(request), document);
      return show(request, reply, uploadPage({ csrf: reply.generateCsrf(), result, pasted }));
    },
  );
}

interface Upload {
  readonly document: Uint8Array;
  /** The content of the text field, to be shown again. */
  readonly pasted: string;
}

/** Reads the form into `request.body`: fields as strings, the file as bytes. */
async function readParts(request: FastifyRequest): Promise<void> {
  if (!request.isMultipart()) return;
  const body: Record<string, string | Buffer> = {};
  for await (const part of request.parts()) {
    if (part.type === 'file') body[part.fieldname] = await part.toBuffer();
    else if (typeof part.value === 'string') body[part.fieldname] = part.value;
  }
  request.body = body;
}

/** The file, or the pasted text if no file was chosen. */
function documentOf(form: unknown): Upload {
  if (typeof form !== 'object' || form === null) throw new PortalError(400, 'This is not the form of the upload page.');
  const file: unknown = Reflect.get(form, 'file');
  const text: unknown = Reflect.get(form, 'text');
  const pasted = typeof text === 'string' ? text : '';
  return { document: Buffer.isBuffer(file) && file.length > 0 ? file : Buffer.from(pasted.trim()), pasted };
}
