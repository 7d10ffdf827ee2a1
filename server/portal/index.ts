export { portalPrefix, portalRoutes, type PortalParts } from './plugin.ts';
