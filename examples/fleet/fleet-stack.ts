import { NullProvider } from '@cdktf/provider-null/lib/provider/index.js';
import { Resource as NullResource } from '@cdktf/provider-null/lib/resource/index.js';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { readFleet } from './fleet-file.ts';
import { redactCredentials } from '#autoprov';
import { Device, GigasetProvider } from '#constructs';

export interface FleetStackOptions {
  /** Stands before the MAC in the address of every phone: `gigaset_device.berlin-7C2F80208295`. */
  readonly site: string;
  /** The CSV file that lists the phones. */
  readonly file: string;
}

/** The phones of one site, a row of a CSV file each. */
export class FleetStack extends TerraformStack {
  constructor(scope: Construct, id: string, { site, file }: FleetStackOptions) {
    super(scope, id);

    // Server, user name and password come from GIGASET_ENDPOINT, GIGASET_USERNAME and GIGASET_PASSWORD.
    new GigasetProvider(this, 'gigaset');

    const fleet = readFleet(file);
    const phones = fleet.map(
      ({ mac, macId, url, providerName }) =>
        // Named by the MAC, never by the MAC-ID, which is a secret: an address is in every plan and log.
        new Device(this, `${site}-${mac}`, { macId, url, providerName }),
    );

    // Replaced whenever a phone is added, changed or taken away, and only after that has worked: the place to hook in
    // whoever should hear of it. For instance
    //   provisioners: [{ type: 'local-exec', command: 'curl -fsS -d "the fleet has changed" https://chat.example/hook' }]
    new NullProvider(this, 'null');
    new NullResource(this, 'notification', {
      triggers: Object.fromEntries(
        fleet.map(({ mac, url, providerName }) => [mac, `${providerName} ${redactCredentials(url)}`]),
      ),
      dependsOn: phones,
    });
  }
}
