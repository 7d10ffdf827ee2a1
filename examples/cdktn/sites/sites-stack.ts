import { join } from 'node:path';
import { Aspects, TerraformStack, TerraformVariable } from 'cdktn';
import type { Construct } from 'constructs';
import {
  AllowedHosts,
  Fleet,
  GigasetProvider,
  MaxDeregistrations,
  Phones,
  RedirectUrl,
  RequireHttps,
  Site,
} from 'gigaset-redirect/cdktn';

// The files of the example for CDKTF.
const folder = join(import.meta.dirname, '../../sites');

/** A company with two towns. */
export class SitesStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // The endpoint, user name and password come from GIGASET_ENDPOINT, GIGASET_USERNAME and GIGASET_PASSWORD.
    new GigasetProvider(this, 'gigaset');

    const company = new Site(this, 'company', {
      url: RedirectUrl.of('https://provider.example').path('xml').macd(),
      providerName: 'Daryna',
    });

    // A few phones: each is a resource of its own, until there are more than 200.
    new Fleet(company, 'berlin', { phones: Phones.fromFile(join(folder, 'berlin.csv')) });

    // A folder of files, a server of its own, and MAC-IDs from a secret store.
    const hamburg = new Site(company, 'hamburg', {
      url: RedirectUrl.of('https://hamburg.provider.example').dvid().macd(),
    });
    const ids = new TerraformVariable(this, 'hamburg_ids', { type: 'string', sensitive: true });
    new Fleet(hamburg, 'phones', { phones: Phones.fromFolder(join(folder, 'hamburg')), ids: ids.stringValue });

    // The rules of the company. A phone that breaks one fails the synth.
    Aspects.of(this).add(new RequireHttps());
    Aspects.of(this).add(new AllowedHosts(['provider.example', '*.provider.example']));
    Aspects.of(this).add(new MaxDeregistrations(10));
  }
}
