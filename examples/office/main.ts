import { App, TerraformStack } from 'cdktf';
import { Device, GigasetProvider } from '#constructs';

const app = new App();
const office = new TerraformStack(app, 'office');

// Server, user name and password come from GIGASET_ENDPOINT, GIGASET_USERNAME and GIGASET_PASSWORD.
new GigasetProvider(office, 'gigaset');

// Named by the MAC, never by the MAC-ID, which is a secret.
const phones = { '7C2F80A14B02': '7C2F80A14B02-3E91', '7C2F80A14B1F': '7C2F80A14B1F-0C47' };
for (const [mac, macId] of Object.entries(phones)) {
  new Device(office, `office-${mac}`, {
    macId,
    url: 'http://provider.example/xml/%MACD.xml',
    providerName: 'Daryna',
  });
}

app.synth();
