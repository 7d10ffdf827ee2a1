export type { PortalParts } from './parts.ts';
export { portalPrefix, portalRoutes } from './plugin.ts';
