import { createServer } from 'node:http';
import { makeCertificates } from '../../support/certificates.ts';
import type { TestEngine } from '../../support/engine.ts';
import { startFaultyProxy, type FaultyProxy } from '../../support/faulty-proxy.ts';
import { macRange } from '../../support/phones.ts';
import type { Project } from '../../support/project.ts';
import { startRedirectService, type Account } from '../engines/redirect-service.ts';

/** An account with its own phones and faulty proxy, so that several scenarios can run at once. */
export interface Scenario extends Account {
  readonly proxy: FaultyProxy;
  /** MACs that no other scenario uses. */
  macs(count: number): readonly string[];
  project(engine: TestEngine, hcl: string): Promise<Project>;
  /** Deregisters the remaining phones. */
  clear(): Promise<void>;
}

/** Our server and its surroundings. */
export interface World {
  readonly scenarios: readonly Scenario[];
  /** A server that must not be called, with its number of calls. */
  readonly elsewhere: { readonly url: string; visits(): number };
  /** The same server over HTTPS with an untrusted certificate. */
  readonly untrusted: string;
  stop(): Promise<void>;
}

/** Starts it with this many slots. */
export async function startWorld(size: number): Promise<World> {
  const service = await startRedirectService();
  const certificates = makeCertificates();
  const untrusted = await startFaultyProxy(service.server.url, { tls: certificates.issue('IP:127.0.0.1') });
  const scenarios: Scenario[] = [];
  for (let number = 0; number < size; number++) {
    const account = await service.addAccount(`scenario-${number}`);
    const proxy = await startFaultyProxy(service.server.url, { tellsDates: number % 2 === 0 });
    const prefix = `7C2F80${(0xa0 + number).toString(16).toUpperCase()}`;
    scenarios.push({
      ...account,
      proxy,
      macs: (count) => macRange(count, 0, prefix),
      project: async (engine, hcl) =>
        (await service.project(engine, hcl)).withEnv({ ...account.env, GIGASET_ENDPOINT: proxy.url }),
      clear: async () => {
        const macs = (await account.rows()).map(({ mac }) => mac);
        if (macs.length > 0) await account.call('deregisterDeviceList', macs);
      },
    });
  }
  let visits = 0;
  const other = createServer((request, response) => {
    visits++;
    request.resume();
    response.end();
  });
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    scenarios,
    elsewhere: { url: `http://127.0.0.1:${port}/`, visits: () => visits },
    untrusted: untrusted.url,
    stop: async () => {
      other.close();
      certificates.remove();
      await untrusted.close();
      for (const { proxy } of scenarios) await proxy.close();
      await service.clear();
      await service.stop();
    },
  };
}
