import { byMac } from '../../acceptance/faults/columns.ts';
import { settingsFor, type OpenRunner } from '../../acceptance/faults/runner.ts';
import { openWorkspace, type Resources } from '../../support/workspace/index.ts';

/** Applies without an engine. */
export const inProcess: OpenRunner = (scenario, kind, row) => {
  const { GIGASET_USERNAME: username = '', GIGASET_PASSWORD: password = '' } = scenario.env;
  const workspace = openWorkspace({
    resources: {},
    settings: { ...settingsFor(row), endpoint: scenario.proxy.url, username, password },
  });
  const resourcesOf = (macs: readonly string[]): Resources =>
    macs.length === 0
      ? {}
      : Object.fromEntries([...kind.configs(macs)].map(([name, config]) => [`${kind.type}.${name}`, config]));
  return Promise.resolve({
    declare: (macs) => workspace.declare(resourcesOf(macs)),
    apply: ({ refresh = true, endpoint = scenario.proxy.url } = {}) => {
      workspace.configure({ endpoint });
      return workspace.apply({ refresh });
    },
    phones: () =>
      [...workspace.state().values()]
        .flatMap(({ state }) => (state === null ? [] : kind.phonesOf(state)))
        .toSorted(byMac),
    remove: () => undefined,
  });
};
