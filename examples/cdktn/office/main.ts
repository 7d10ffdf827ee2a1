import { App, TerraformStack, TerraformVariable } from 'cdktn';
import { Device, GigasetProvider } from 'gigaset-redirect/cdktn';

const app = new App();
const office = new TerraformStack(app, 'office');

// The endpoint, user name and password come from GIGASET_ENDPOINT, GIGASET_USERNAME and GIGASET_PASSWORD.
new GigasetProvider(office, 'gigaset');

// MAC-IDs are secrets: the phones are named after their MACs, and the MAC-IDs come from variables.
for (const mac of ['7C2F80A14B02', '7C2F80A14B1F']) {
  const macId = new TerraformVariable(office, `mac_id_${mac}`, { type: 'string', sensitive: true });
  new Device(office, `office-${mac}`, {
    macId: macId.stringValue,
    url: 'http://provider.example/xml/%MACD.xml',
    providerName: 'Daryna',
  });
}

app.synth();
