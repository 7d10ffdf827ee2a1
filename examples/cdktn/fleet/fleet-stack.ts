import { DataResource, TerraformStack } from 'cdktn';
import type { Construct } from 'constructs';
import { Device, GigasetProvider } from 'gigaset-redirect/cdktn';
import { redactCredentials } from 'gigaset-redirect/client';
import { readFleet } from '../../fleet/fleet-file.ts';

export interface FleetStackOptions {
  /** The prefix of every phone's address: `gigaset_device.berlin-7C2F80208295`. */
  readonly site: string;
  /** The CSV file that lists the phones. */
  readonly file: string;
}

/** The phones of one site, one per row of a CSV file. */
export class FleetStack extends TerraformStack {
  constructor(scope: Construct, id: string, { site, file }: FleetStackOptions) {
    super(scope, id);

    // The endpoint, user name and password come from GIGASET_ENDPOINT, GIGASET_USERNAME and GIGASET_PASSWORD.
    new GigasetProvider(this, 'gigaset');

    const fleet = readFleet(file);
    const phones = fleet.map(
      ({ mac, macId, url, providerName }) =>
        // Named after the MAC, never after the MAC-ID, which is a secret: addresses appear in every plan and log.
        new Device(this, `${site}-${mac}`, { macId, url, providerName }),
    );

    // A hook for notifications: this resource is replaced after a phone was added, changed or removed successfully. Add,
    // for instance,
    //   provisioners: [{ type: 'local-exec', command: 'curl -fsS -d "the fleet has changed" https://chat.example/hook' }]
    new DataResource(this, 'notification', {
      triggersReplace: Object.fromEntries(
        fleet.map(({ mac, url, providerName }) => [mac, `${providerName} ${redactCredentials(url)}`]),
      ),
      dependsOn: phones,
    });
  }
}
