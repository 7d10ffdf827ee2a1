import { Command, type Option } from 'commander';
import { addServeOptions } from '../../cli/serve-options.ts';
import { createMetrics } from '../../server/observability/index.ts';

/** The page with all settings and metrics of a redirect server, in Markdown, from the options of `serve` itself. */
export async function settingsPage(): Promise<string> {
  const { options } = addServeOptions(new Command());
  return `<!-- written by npm run docs -->

# Settings and metrics of the redirect server

[Running a redirect server](operator.md) explains when to use them. A setting is an option of \`gigaset-redirect serve\`, a
variable, or a key of the JSON file that \`--config\` names: the option without its hyphens. The option takes precedence
over the variable, and the variable over the file.

## Settings

| option | variable | default | meaning |
| --- | --- | --- | --- |
${options.map(settingRow).join('\n')}

## Metrics

\`--metrics-listen\` opens a listener for Prometheus. \`/metrics\` also has the usual metrics of the process
(\`process_…\`, \`nodejs_…\`).

| metric | type | meaning |
| --- | --- | --- |
${(await metricRows()).join('\n')}
`;
}

function settingRow(option: Option): string {
  const { flags, envVar, description, argChoices = [] } = option;
  const initial: unknown = option.defaultValue;
  const shown = typeof initial === 'string' || typeof initial === 'number' ? code(String(initial)) : '';
  // Short descriptions name the choices themselves.
  const choices = argChoices.every((choice) => description.includes(choice)) ? [] : argChoices.map(code);
  const meaning = choices.length === 0 ? description : `${description}: ${choices.join(', ')}`;
  return `| ${[code(flags), envVar === undefined ? '' : code(envVar), shown, escapeCell(meaning)].join(' | ')} |`;
}

/** Reads name, help and type from the exposition of a server without any data. */
async function metricRows(): Promise<readonly string[]> {
  const { body } = await createMetrics({ accounts: { list: () => Promise.resolve([]) } }).text();
  return [...body.matchAll(/^# HELP (gigaset_\w+) (.*)\n# TYPE \S+ (\w+)$/gm)].map(
    ([, name = '', help = '', type = '']) => `| ${code(name)} | ${type} | ${escapeCell(help)} |`,
  );
}

const code = (text: string): string => `\`${text}\``;
const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replace(/[<>]/g, '\\$&');
