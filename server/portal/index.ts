export type { PortalDependencies } from './dependencies.ts';
export { portalPrefix, portalRoutes } from './plugin.ts';
