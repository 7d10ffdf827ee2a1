import { DEVICES_FILE, escapeTemplates, importId, type DeclarationOptions, type Files } from './declaration.ts';

type Library = 'cdktf' | 'cdktn';

/** The versions that the constructs are tested with. */
const versions: Readonly<Record<Library, string>> = { cdktf: '^0.21.0', cdktn: '^0.24.0' };

/** Both libraries accept it. With a newer one, npm refuses our package even for CDKTF, because of its optional peer cdktn. */
const CONSTRUCTS = '~10.7.0';

/** A project in TypeScript that declares the phones of `devices.csv` and imports them. Node.js runs it without a build. */
export function formatTypeScript(library: Library, options: DeclarationOptions): Files {
  const version = versions[library];
  return {
    'main.ts': formatProgram(library, options),
    'cdktf.json': asFile({ language: 'typescript', app: 'node main.ts', sendCrashReports: 'false' }),
    'package.json': asFile({
      private: true,
      type: 'module',
      dependencies: { [library]: version, constructs: CONSTRUCTS, 'gigaset-redirect': `^${options.version}` },
      devDependencies: { [`${library}-cli`]: version },
    }),
  };
}

const asFile = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function formatProgram(library: Library, options: DeclarationOptions): string {
  const { resources, hasIds } = options;
  const names = ['App', 'TerraformStack'];
  if (!hasIds) names.push('TerraformVariable');
  if (!hasIds && resources === 'devices') names.push('TerraformLocal');
  const body = resources === 'list' ? listBody(options) : devicesBody(hasIds);
  return `import { ${names.toSorted().join(', ')} } from '${library}';
import { ${resources === 'list' ? 'Fleet, GigasetProvider' : 'Device, GigasetProvider'}, Phones } from 'gigaset-redirect/${library}';

const app = new App(${library === 'cdktn' ? CONTEXT : ''});
const stack = new TerraformStack(app, 'fleet');

// The endpoint, user name and password come from GIGASET_ENDPOINT, GIGASET_USERNAME and GIGASET_PASSWORD.
new GigasetProvider(stack, 'gigaset');

${body}
app.synth();
`;
}

/** Without it, cdktn refuses functions of providers and write-only attributes. */
const CONTEXT = "{ context: { targetVersions: { terraform: '>=1.11.0', opentofu: '>=1.11.0' } } }";

const IMPORT_NOTE = '// Adopts the phones that are registered already. Delete this after the first deployment.';
const IDS_NOTE =
  '// The MAC-IDs of phones to register, one per line. They are secret: set TF_VAR_mac_ids from a secret store.';

function listBody({ hasIds, providerNames }: DeclarationOptions): string {
  const ids = `${IDS_NOTE}
const macIds = new TerraformVariable(stack, 'mac_ids', { type: 'string', sensitive: true, default: '' });
macIds.addOverride('ephemeral', true);

const fleet = new Fleet(stack, 'phones', {
  phones: Phones.fromFile('${DEVICES_FILE}'),
  idsWo: '\${var.mac_ids == "" ? null : var.mac_ids}',
});
`;
  const withIds = `const fleet = new Fleet(stack, 'phones', { phones: Phones.fromFile('${DEVICES_FILE}'), listAbove: 0 });
`;
  return `${hasIds ? withIds : ids}
${IMPORT_NOTE}
fleet.list?.importFrom(${quote(importId(providerNames))});
`;
}

function devicesBody(hasIds: boolean): string {
  const ids = `
${IDS_NOTE}
new TerraformVariable(stack, 'mac_ids', { type: 'string', sensitive: true, default: '' });
new TerraformLocal(stack, 'ids', '\${provider::gigaset::parse_ids(var.mac_ids)}');
`;
  const mac = '${mac}';
  const separateId = `
  const macId = \`\\\${lookup(local.ids.mac_ids, "${mac}", "${mac}")}\`;`;
  return `const { phones, problems } = Phones.fromFile('${DEVICES_FILE}').read();
if (problems.length > 0) throw new Error(problems.join('\\n'));
${hasIds ? '' : ids}
for (const { mac, ${hasIds ? 'macId, ' : ''}url = '', providerName = '' } of phones) {${hasIds ? '' : separateId}
  const device = new Device(stack, \`phone-${mac}\`, { macId, url, providerName });
  ${IMPORT_NOTE}
  device.importFrom(mac);
}
`;
}

/** A text as a literal of TypeScript, in which the engine sees no template. */
const quote = (text: string): string =>
  `'${JSON.stringify(escapeTemplates(text)).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
