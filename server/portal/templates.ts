import { type Method, methods } from '#autoprov';

/** A document to fill in and upload, from the vendor's manual with its example phones. */
export interface Template {
  readonly file: string;
  readonly title: string;
  readonly text: string;
}

const first = '7C2F80820EC0-55DF';
const second = '7C2F80208295-1910';
const url = 'http://provider.example/xml/%MACD.xml';
const name = 'Daryna';

const string = (text: string): string => `<value><string>${text}</string></value>`;
const list = (...texts: readonly string[]): string => `<value>
        <array>
          <data>
${texts.map((text) => `            ${string(text)}`).join('\n')}
          </data>
        </array>
      </value>`;

function document(method: Method, ...values: readonly string[]): string {
  const params = values.map((value) => `    <param>\n      ${value}\n    </param>\n`).join('');
  return `<?xml version="1.0"?>
<methodCall>
  <methodName>${method}</methodName>
  <params>
${params}  </params>
</methodCall>
`;
}

export const templates: readonly Template[] = [
  {
    file: 'registerDevice.xml',
    title: 'Register one phone',
    text: document(methods.registerDevice, string(first), string(url), string(name)),
  },
  {
    file: 'registerDeviceList.xml',
    title: 'Register a list of phones',
    text: document(methods.registerDeviceList, list(first, second), string(url), string(name)),
  },
  {
    file: 'deregisterDevice.xml',
    title: 'Deregister one phone',
    text: document(methods.deregisterDevice, string(first)),
  },
  {
    file: 'deregisterDeviceList.xml',
    title: 'Deregister a list of phones',
    text: document(methods.deregisterDeviceList, list(first, second)),
  },
  {
    file: 'checkDevice.xml',
    title: 'Check a phone',
    text: document(methods.checkDevice, string(first)),
  },
  {
    file: 'listDevices.xml',
    title: 'List all phones',
    text: document(methods.listDevices),
  },
  {
    file: 'listDevices-name.xml',
    title: 'List the phones of a provider name',
    text: document(methods.listDevices, string(name)),
  },
];
