import { startFaultyProxy, type FaultyProxy, type ProxyOptions } from './faulty-proxy.ts';
import { startRedirectService, type RedirectService } from './redirect-service.ts';
import { useShared } from './shared.ts';

/** Our redirect server behind a faulty proxy, which the environment in `env` leads to. */
export interface FaultyService extends RedirectService {
  readonly proxy: FaultyProxy;
}

export async function startFaultyService(options: ProxyOptions = {}): Promise<FaultyService> {
  const service = await startRedirectService();
  const proxy = await startFaultyProxy(service.server.url, options);
  return {
    ...service,
    env: { ...service.env, GIGASET_ENDPOINT: proxy.url },
    proxy,
    clear: async () => {
      if (!proxy.listening()) await proxy.listen();
      proxy.use(() => undefined);
      await service.clear();
    },
    stop: async () => {
      await proxy.close();
      await service.stop();
    },
  };
}

/** Starts both for the tests of a suite; `clear` ends all faults. */
export const useFaultyService = (options?: ProxyOptions): FaultyService => useShared(() => startFaultyService(options));
