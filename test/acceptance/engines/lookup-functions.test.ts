import { oneEngine } from '../../support/engine.ts';
import type { Project } from '../../support/project.ts';
import { reception, useRedirectService, words } from './redirect-service.ts';

const service = useRedirectService();

const url = 'http://provider.example/%DVID/%MACD.xml';

/** Calls and their results, as the engine prints them. */
const results = [
  ['normalize_mac("7c:2f:80:82:0e:c0-55df")', `"${reception}"`],
  [`expand_url("${url}", "7c2f80820ec0", "42/2")`, '"http://provider.example/42/2/7C2F80820EC0.xml"'],
  [
    'expand_url("http://provider.example/%MACD.xml", "7c2f80820ec0", null)',
    '"http://provider.example/7C2F80820EC0.xml"',
  ],
  ['parse_devices("mac_id\\n7C2F80820EC0-55DF\\n")[0].mac', `"${reception}"`],
  ['parse_devices("mac_id\\n7C2F80820EC0-55DF\\n")[0].url == null', 'true'],
  ['parse_devices("mac_id\\n")', '[]'],
] as const;

/** Calls with a mistake in this argument. */
const mistakes = [
  ['normalize_mac("7C2F8082-0EC0")', 'text'],
  [`expand_url("${url}", "7C2F80820EC0")`, 'url'],
  [`expand_url("${url}", "7C2F80820E", "42/2")`, 'mac'],
  [`expand_url("${url}", "7C2F80820EC0", "42")`, 'device_id'],
  ['parse_devices("mac_id\\n7C2F80820EC0\\n7C2F80820EC0\\n")', 'csv'],
] as const;

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  const open = (expression: string, more = ''): Promise<Project> =>
    service.project(engine, `output "it" {\n  value = ${expression}\n}\n${more}`);

  test('the functions return their results, and no server is asked', async () => {
    const hcl = results.map(([call], i) => `output "it_${i}" {\n  value = provider::gigaset::${call}\n}\n`);
    const project = await service.project(engine, hcl.join('\n'));
    const { output } = await project.withEnv({ GIGASET_ENDPOINT: 'http://127.0.0.1:1' }).plan();
    for (const [i, [call, value]] of results.entries()) {
      expect({ call, output }).toEqual({ call, output: expect.stringContaining(`+ it_${i} = ${value}\n`) });
    }
  });

  test('an error names the argument', async () => {
    const hcl = mistakes.map(([call], i) => `output "it_${i}" {\n  value = provider::gigaset::${call}\n}\n`);
    const planned = await (await service.project(engine, hcl.join('\n'))).plan();
    expect(planned).toMatchObject({ code: 1 });
    const errors = words(planned.output).split('Error: ').slice(1);
    for (const [i, [call, argument]] of mistakes.entries()) {
      const told = errors.filter((error) => error.includes(`in output "it_${i}"`));
      expect({ call, told }).toEqual({
        call,
        told: [expect.stringContaining(`Invalid value for "${argument}" parameter: `)],
      });
    }
  });

  test('neither the engine nor the error shows an invalid sensitive MAC-ID', async () => {
    const variable = 'variable "label" {\n  sensitive = true\n  default = "7C2F80820EC0-A7G9"\n}\n';
    const project = await open('nonsensitive(provider::gigaset::normalize_mac(var.label))', variable);
    const { code, output } = await project.plan();
    expect(code).toBe(1);
    expect(output).not.toContain('A7G9');
  });

  test('a function can validate a variable', async () => {
    const variable = `variable "mac" {
  type = string
  validation {
    condition     = can(provider::gigaset::normalize_mac(var.mac))
    error_message = "This is no MAC."
  }
}
`;
    const project = await open('provider::gigaset::normalize_mac(var.mac)', variable);
    expect((await project.plan('-var', 'mac=7c2f.8082.0ec0')).output).toContain(`it = "${reception}"`);
    expect((await project.plan('-var', 'mac=7c2f')).output).toContain('This is no MAC.');
  });

  test('the result for an unknown value is unknown', async () => {
    const project = await open(
      'provider::gigaset::parse_devices("mac_id\\n${local.mac}")[*].mac',
      'resource "null_resource" "one" {}\nlocals {\n  mac = null_resource.one.id == "" ? "" : "7C2F80820EC0"\n}\n',
    );
    expect((await project.plan()).output).toContain('it = (known after apply)');
    expect((await project.apply()).output).toContain(`"${reception}"`);
  });
});
