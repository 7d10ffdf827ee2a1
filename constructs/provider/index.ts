export { GigasetProvider } from './gigaset-provider.ts';
export type { GigasetProviderConfig } from './gigaset-provider-config.ts';
