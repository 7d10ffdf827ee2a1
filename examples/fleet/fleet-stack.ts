import { NullProvider } from '@cdktf/provider-null/lib/provider/index.js';
import { Resource as NullResource } from '@cdktf/provider-null/lib/resource/index.js';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { Fleet, GigasetProvider, Phones } from 'gigaset-redirect/cdktf';
import { redactCredentials } from 'gigaset-redirect/client';

export interface FleetStackOptions {
  /** The prefix of every phone's address, as in `gigaset_device.berlin_7C2F80208295_4A1C6E0B`. */
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

    // Each phone is a resource of its own, named after its MAC, never after its MAC-ID, which is a secret.
    const fleet = new Fleet(this, site, { phones: Phones.fromFile(file), listAbove: Infinity });

    // A hook for notifications: this resource is replaced after a phone was added, changed or removed successfully. Add,
    // for instance,
    //   provisioners: [{ type: 'local-exec', command: 'curl -fsS -d "the fleet has changed" https://chat.example/hook' }]
    new NullProvider(this, 'null');
    new NullResource(this, 'notification', {
      triggers: Object.fromEntries(
        fleet.phones.map(({ mac, url = '', providerName = '' }) => [mac, `${providerName} ${redactCredentials(url)}`]),
      ),
      dependsOn: fleet.resources,
    });
  }
}
