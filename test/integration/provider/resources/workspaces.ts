import { macRange } from '../../../support/phones.ts';
import type { Account, Row } from '../../../support/redirect-service.ts';
import { openWorkspace, type Resources, type Workspace } from '../../../support/workspace/index.ts';
import type { Values } from '#framework';

// Shared by the tests of the resources, which run the provider in their own process against our server.

/** Opens a workspace for an account; the provider retries only once. */
export const open = ({ env }: Pick<Account, 'env'>, resources: Resources, settings: Values = {}): Workspace =>
  openWorkspace({
    resources,
    settings: {
      endpoint: env['GIGASET_ENDPOINT'] ?? null,
      username: env['GIGASET_USERNAME'] ?? null,
      password: env['GIGASET_PASSWORD'] ?? null,
      max_retries: 1,
      ...settings,
    },
  });

/** The outcome of a plan that changes nothing. */
export const noChange = { succeeded: true, changes: [] };

export const OLD_URL = 'http://old.example/%MACD.xml';
export const NEW_URL = 'http://new.example/%MACD.xml';

/** The phone at the reception. */
export const phone = (attributes: Values = {}): Resources => ({
  'gigaset_device.reception': {
    mac_id: '7C2F80820EC0-55DF',
    url: OLD_URL,
    provider_name: 'Daryna',
    ...attributes,
  },
});

/** This many phones in one resource each; `MAC` in the URL stands for the phone's MAC. */
export const devices = (size: number, url = OLD_URL): Resources =>
  Object.fromEntries(
    macRange(size).map((mac) => [
      `gigaset_device.phone["${mac}"]`,
      { mac_id: `${mac}-1234`, url: url.replace('MAC.', `${mac}.`), provider_name: 'Daryna' },
    ]),
  );

/** For `devices`: a different URL for each phone, so that no two share a registration request. */
export const OWN_OLD_URL = 'http://old.example/MAC.xml';

/** The expected registrations of `devices`. */
export const rowsOfDevices = (size: number, url = OLD_URL): readonly Row[] =>
  macRange(size).map((mac) => ({ mac, providerName: 'Daryna', url: url.replace('MAC.', `${mac}.`) }));

/** A phone in the state. */
export interface PhoneInState extends Row {
  readonly password: string | null;
  readonly registeredAt: string | null;
  readonly tainted: boolean;
}

/** The `gigaset_device` resources in the state, by MAC. */
export const phonesIn = (workspace: Workspace): readonly PhoneInState[] =>
  [...workspace.state().values()]
    .map(({ state, isTainted }) => ({
      mac: text(state?.['mac']),
      providerName: text(state?.['provider_name']),
      url: text(state?.['url']),
      password: state?.['password'] == null ? null : text(state['password']),
      registeredAt: state?.['registered_at'] == null ? null : text(state['registered_at']),
      tainted: isTainted,
    }))
    .toSorted((a, b) => (a.mac < b.mac ? -1 : 1));

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The state in the format of the server's listing. */
export const rowsIn = (workspace: Workspace): readonly Row[] =>
  phonesIn(workspace).map(({ mac, providerName, url }) => ({ mac, providerName, url }));
