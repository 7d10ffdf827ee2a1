import { oneEngine } from '../../support/engine.ts';
import { createProject } from '../../support/project.ts';
import { device, hcl, resource } from './redirect-service.ts';

/** A diagnostic of `validate -json`. */
interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  readonly address?: string;
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
}

const credentials = (text: string) => ({ url_credentials: hcl(`{ ${text} }`) });

/**
 * Resources with one mistake each: their attributes, the line below the head that the engine must point at
 * (`mac_id`, `url`, `provider_name`, then the others), the headline, and words of the explanation.
 */
const wrong: readonly (readonly [Parameters<typeof device>[0], number, string, string])[] = [
  [{ mac_id: '7C2F8082-0EC0' }, 1, 'Invalid mac_id', 'This one has 8 digits before the hyphen.'],
  [{ mac_id: '7C2F80820EC0-A7B' }, 1, 'Invalid mac_id', '"7C2F80820EC0-****" is not a MAC-ID.'],
  [{ mac_id: '7C2F80820EC0-A5DG' }, 1, 'Invalid mac_id', 'a character after the hyphen that is not a hex digit'],
  [{ mac_id: '' }, 1, 'Invalid mac_id', 'This one is empty.'],
  [{ mac_id: 'reception' }, 1, 'Invalid mac_id', 'is not a hex digit (0-9, A-F)'],
  [{ url: 'provider.example/%MACD.xml' }, 2, 'Invalid url', 'It must start with http:// or https:// and a host'],
  [{ url: 'ftp://provider.example/' }, 2, 'Invalid url', 'It must start with http:// or https:// and a host'],
  [{ url: 'http://provider.example/%MACX' }, 2, 'Invalid url', '"%MACX" is not a placeholder'],
  [{ url: 'http://provider.example/%macd' }, 2, 'Invalid url', '"%macd" is not a placeholder'],
  [{ url: 'http://provider.example/a b' }, 2, 'Invalid url', 'It contains a blank'],
  [{ url: `http://provider.example/${'x'.repeat(2048)}` }, 2, 'Invalid url', '2048'],
  [{ url: 'http://u:hidden@provider.example:99999/' }, 2, 'Invalid url', 'u:***@'],
  [{ provider_name: '' }, 3, 'Invalid provider_name', 'It is empty.'],
  [{ provider_name: ' Daryna' }, 3, 'Invalid provider_name', 'It begins or ends with a blank.'],
  [{ provider_name: 'x'.repeat(256) }, 3, 'Invalid provider_name', '255'],
  [{ on_conflict: 'overwrite' }, 4, 'Invalid on_conflict', '"overwrite" is not one of "fail", "replace".'],
  [credentials('username = "u"'), 4, 'No password', 'password_wo'],
  [credentials('username = "u", password = "p", password_wo = "p"'), 4, 'Two passwords', 'not both'],
  [
    { url: 'http://u:hidden@provider.example/', ...credentials('username = "v", password = "p"') },
    4,
    'Credentials in the redirect URL',
    'url_credentials contains credentials too',
  ],
];

/** The same for the provider, with one attribute each. */
const wrongSettings: readonly (readonly [Parameters<typeof resource>[1], string, string])[] = [
  [{ request_timeout: 0 }, 'Invalid request_timeout', '0 is not between 1 and 3600.'],
  [{ request_timeout: 3601 }, 'Invalid request_timeout', '3601 is not between 1 and 3600.'],
  [{ max_retries: -1 }, 'Invalid max_retries', '-1 is not between 0 and 100.'],
  [{ max_concurrent_requests: 101 }, 'Invalid max_concurrent_requests', '101 is not between 1 and 100.'],
  [{ batch_size: 0 }, 'Invalid batch_size', '0 is not between 1 and 10000.'],
  [{ batch_size: 1.5 }, 'Unsupported number', '1.5 is not a whole number'],
  [{ on_conflict: 'overwrite' }, 'Invalid on_conflict', '"overwrite" is not one of "fail", "replace".'],
  [{ ca_certificate: 'ca.pem' }, 'Invalid ca_certificate', 'file("ca.pem")'],
];

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  async function validate(main: string | Readonly<Record<string, string>>): Promise<readonly Diagnostic[]> {
    const project = await createProject({ engine, hcl: main });
    const { stdout } = await project.run('validate', '-json');
    project.remove();
    const report: { diagnostics: Diagnostic[] } = JSON.parse(stdout);
    return report.diagnostics;
  }

  test('every invalid attribute is an error at its line without secrets', async () => {
    const blocks = wrong.map(([attributes], i) => device(attributes, `phone_${i}`));
    const found = await validate(blocks.join(''));
    let start = 1;
    for (const [i, [, line, summary, detail]] of wrong.entries()) {
      const own = found.filter(({ address }) => address === `gigaset_device.phone_${i}`);
      expect(own).toEqual([
        expect.objectContaining({ severity: 'error', summary, detail: expect.stringContaining(detail) }),
      ]);
      expect(own[0]?.range).toMatchObject({ filename: 'main.tf', start: { line: start + line } });
      start += (blocks[i] ?? '').split('\n').length - 1;
    }
    expect(found).toHaveLength(wrong.length);
    const shown = JSON.stringify(found.map(({ summary, detail }) => [summary, detail]));
    for (const secret of ['A7B', 'A5DG', 'hidden']) expect(shown).not.toContain(secret);
  });

  test('every invalid provider setting is an error at its line', async () => {
    const blocks = wrongSettings.map(([attributes], i) =>
      resource('provider "gigaset"', { alias: `of_${i}`, ...attributes }),
    );
    // Engines do not configure a provider that no resource uses.
    const used = wrongSettings.map((_, i) => device({ provider: hcl(`gigaset.of_${i}`) }, `phone_${i}`));
    const found = await validate({ 'main.tf': blocks.join(''), 'used.tf': used.join('') });
    const lines = found.map(({ severity, summary, detail, range }) => ({
      severity,
      summary,
      detail,
      line: range?.start.line,
    }));
    expect(lines.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))).toEqual(
      wrongSettings.map(([, summary, detail], i) => ({
        severity: 'error',
        summary,
        detail: expect.stringContaining(detail),
        line: 3 + 4 * i,
      })),
    );
  });

  test('unusual valid values are accepted; credentials in the URL are an error that does not show them', async () => {
    const found = await validate(
      [
        device({ mac_id: '7c2f.8082.0ec0-55df', url: 'HTTPS://[2001:db8::1]:8443/%DVID/%MACD?a=%20' }, 'a'),
        device({ url: 'http://u:hidden@provider.example/' }, 'b'),
        device({ mac_id: '7C2F80820EC0', ...credentials('username = "u", password_wo = "p"') }, 'c'),
        device({ provider_name: 'Großhandel "Süd"' }, 'd'),
      ].join(''),
    );
    expect(found).toEqual([
      expect.objectContaining({
        severity: 'error',
        summary: 'Credentials in the redirect URL',
        address: 'gigaset_device.b',
      }),
    ]);
    expect(JSON.stringify(found)).not.toContain('hidden');
  });
});
