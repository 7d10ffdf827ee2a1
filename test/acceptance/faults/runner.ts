import type { TestEngine } from '../../support/engine.ts';
import { config, words } from '../engines/faults.ts';
import type { Row as Phone } from '../engines/redirect-service.ts';
import { csvOf, inState, type Kind } from './columns.ts';
import type { Row } from './rows.ts';
import type { Scenario } from './world.ts';

/** Applies a configuration of phones: an engine, or the provider in the test's own process. */
export interface Runner {
  /** Changes the configuration to these phones. */
  declare(macs: readonly string[]): void;
  /** `refresh: false` does not read the resources first; `endpoint` replaces the proxy's. */
  apply(options?: { readonly refresh?: boolean; readonly endpoint?: string }): Promise<Applied>;
  /** The phones in the state, by MAC. */
  phones(): readonly Phone[];
  remove(): void;
}

export interface Applied {
  readonly succeeded: boolean;
  /** On one line; each error begins with `Error: `. */
  readonly output: string;
  /** The provider's log, if it was recorded. */
  readonly log: string;
}

export type OpenRunner = (scenario: Scenario, kind: Kind, row: Pick<Row, 'timeoutSeconds'>) => Promise<Runner>;

/** The provider's settings: one retry, and batches of eight so that there are several. */
export const settingsFor = ({ timeoutSeconds }: Pick<Row, 'timeoutSeconds'>) => ({
  request_timeout: timeoutSeconds,
  max_retries: 1,
  batch_size: 8,
  max_concurrent_requests: 2,
});

/** Applies with an engine, in a folder of its own. */
export const onEngine =
  (engine: TestEngine): OpenRunner =>
  async (scenario, kind, row) => {
    const block = Object.entries(settingsFor(row)).map(([name, value]) => `${name} = ${value}`);
    const hcl = (resources: string): string => config(resources, block.join('\n  '));
    const project = await scenario.project(engine, hcl(''));
    return {
      declare: (macs) =>
        project.write({ 'main.tf': hcl(macs.length === 0 ? '' : kind.hcl(macs)), 'devices.csv': csvOf(macs) }),
      apply: async ({ refresh = true, endpoint } = {}) => {
        const there = endpoint === undefined ? project : project.withEnv({ GIGASET_ENDPOINT: endpoint });
        const result = await there.apply(...(refresh ? [] : ['-refresh=false']));
        return { succeeded: result.code === 0, output: words(result), log: '' };
      },
      phones: () => inState(kind, project),
      remove: () => project.remove(),
    };
  };
