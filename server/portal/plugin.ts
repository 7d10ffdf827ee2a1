import cookie from '@fastify/cookie';
import formBody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { TooManyGuessesError } from '../guess-limits/index.ts';
import { BusyError } from '../limits/index.ts';
import { OutcomeUnknownError, StorageUnavailableError } from '../storage/index.ts';
import { MAX_BODY_BYTES } from '../xmlrpc/index.ts';
import { assetRoutes } from './assets.ts';
import type { PortalDependencies } from './dependencies.ts';
import { createEncryptedTexts } from './encrypted-texts.ts';
import { requireLogin, requireOwnOrigin, requireRole, requireRoleOfRoute } from './guard.ts';
import { errorPage, statusOf } from './pages/error.ts';
import { reserveMemory } from './reserve-memory.ts';
import { deregisterRoutes } from './routes/deregister.ts';
import { exportRoutes } from './routes/export.ts';
import { helpRoutes } from './routes/help.ts';
import { historyRoutes } from './routes/history.ts';
import { logInRoutes, logOutRoutes } from './routes/login.ts';
import { loginRoutes } from './routes/logins.ts';
import { passwordRoutes } from './routes/password.ts';
import { phoneRoutes } from './routes/phones.ts';
import { repointRoutes } from './routes/repoint.ts';
import { startRoutes } from './routes/start.ts';
import { unregisteredRoutes } from './routes/unregistered.ts';
import { uploadRoutes } from './routes/upload.ts';
import { createSessions } from './sessions.ts';
import { createUrlTags } from './url-tags.ts';
import { show } from './view.ts';

/** The prefix of the portal's paths. */
export const portalPrefix = '/portal';

/**
 * Fastify plugin: the portal, whose pages work without JavaScript. Cookies and forms are registered here only, not for
 * phones and XML-RPC. Style, login and error pages need no session and no database, so that they work while it does not.
 */
export async function portalRoutes(app: FastifyInstance, dependencies: PortalDependencies): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // With no-referrer, browsers would hide the origin of our own forms, which guard.ts checks.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    // Other services may use subdomains of this host.
    strictTransportSecurity: { maxAge: 180 * 24 * 60 * 60, includeSubDomains: false },
  });
  await app.register(cookie, {
    // Lax lets a link in a mail open the portal with the session. `auto` sets Secure on secure connections.
    parseOptions: { path: portalPrefix, httpOnly: true, sameSite: 'lax', secure: 'auto' },
  });
  app.decorateRequest('session', undefined);
  // Forms only: another site cannot make a browser send JSON, but no page of ours does either.
  app.removeAllContentTypeParsers();
  await app.register(formBody, { bodyLimit: 1024 * 1024 });
  await app.register(multipart, {
    limits: { fileSize: MAX_BODY_BYTES, fieldSize: MAX_BODY_BYTES, files: 1, fields: 10, parts: 11 },
  });

  app.addHook('preValidation', requireOwnOrigin);
  app.setErrorHandler(async (error, request, reply) => {
    const status = statusOf(error);
    if (error instanceof StorageUnavailableError || error instanceof OutcomeUnknownError) {
      request.log.error({ err: error }, 'database unavailable');
      reply.header('Retry-After', '60');
    } else if (error instanceof BusyError) reply.header('Retry-After', String(error.retryAfterSeconds));
    else if (status >= 500) request.log.error({ err: error }, 'unexpected error');
    if (error instanceof TooManyGuessesError) reply.header('Retry-After', String(error.retryAfterSeconds));
    return show(request, reply, errorPage(error, status, request.id));
  });
  app.setNotFoundHandler((request, reply) => show(request, reply, errorPage(undefined, 404, request.id)));

  const sessions = createSessions(dependencies.storage.sessions, { secret: dependencies.secret });
  const urlTags = createUrlTags(dependencies.secret);
  const encryptedTexts = createEncryptedTexts(dependencies.secret);
  assetRoutes(app);
  logInRoutes(app, { ...dependencies, sessions });
  await app.register((inside, _options, done) => {
    inside.addHook('onRoute', requireRoleOfRoute);
    inside.addHook('onRequest', requireLogin(sessions));
    inside.addHook('onRequest', requireRole);
    inside.addHook('onRequest', reserveMemory(dependencies.memory));
    logOutRoutes(inside, sessions);
    startRoutes(inside, dependencies);
    phoneRoutes(inside, { ...dependencies, urlTags });
    exportRoutes(inside, { ...dependencies, urlTags });
    repointRoutes(inside, { ...dependencies, urlTags, encryptedTexts });
    deregisterRoutes(inside, dependencies);
    uploadRoutes(inside, { ...dependencies, encryptedTexts });
    historyRoutes(inside, dependencies);
    unregisteredRoutes(inside, dependencies);
    loginRoutes(inside, dependencies);
    passwordRoutes(inside, { ...dependencies, sessions });
    helpRoutes(inside);
    done();
  });
}
