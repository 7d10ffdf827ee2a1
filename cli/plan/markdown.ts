import type { FleetChange, PhoneChange } from './changes.ts';
import { code, count, findRisks } from './risks.ts';
import type { DeclaredTarget } from './targets.ts';

export interface ReportOptions {
  /** What tells this plan from others in the same pull request, such as the name of a stack. */
  readonly title: string | undefined;
  /** As in `Terraform 1.14.0`. */
  readonly engine: string | undefined;
  readonly hash: string;
  /** The share of the fleet in percent whose deregistration is a risk. */
  readonly shrinkPercent: number;
}

/** GitHub accepts 65,536 characters, GitLab a million. */
export const MAX_REPORT_LENGTH = 60_000;

/** Rows of the table: the largest groups. */
const MAX_ROWS = 30;
/** Longer URLs are cut in the middle. */
const MAX_URL_LENGTH = 120;

/** A line that a program finds, to update its comment instead of adding one. Markdown does not show it. */
export const marker = (title: string | undefined): string =>
  `<!-- gigaset-redirect report ${(title ?? '').replace(/[^\p{L}\p{N}._]+/gu, '-')} -->`;

/** Formats what a plan does to phones as Markdown for a pull request, within {@link MAX_REPORT_LENGTH}. */
export function formatReport(change: FleetChange, options: ReportOptions): string {
  const groups = groupChanges(change);
  const head = [
    marker(options.title),
    `### ${headline(change, options.title)}`,
    '',
    ...findRisks(change, options.shrinkPercent).map((risk) => `> **Check:** ${risk}\n>`),
    ...notes(change),
    ...table(groups),
  ];
  const foot = [
    '',
    [`plan ${code(options.hash)}`, options.engine, options.title].filter((part) => part !== undefined).join(', '),
  ];
  const text = [...head, '', ...foot].join('\n').replace(/\n>\n(?!> )/g, '\n\n');
  const details = macs(groups, MAX_REPORT_LENGTH - text.length);
  return `${[...head, ...details, ...foot].join('\n').replace(/\n>\n(?!> )/g, '\n\n')}\n`;
}

function headline(change: FleetChange, title: string | undefined): string {
  const parts = [
    [change.registered.length, 'registered'],
    [change.repointed.length, 're-pointed'],
    [change.replaced.length, 'registered again'],
    [change.deregistered.length, 'deregistered'],
  ] as const;
  const present = parts.filter(([number]) => number > 0);
  const [first, ...rest] = present.map(([number, what], at) =>
    at === 0 ? `${count(number)} ${number === 1 ? 'phone' : 'phones'} ${what}` : `${count(number)} ${what}`,
  );
  const name = title === undefined ? 'gigaset' : `gigaset, ${plain(title)}`;
  return `${name}: ${first === undefined ? 'no phone changes' : [first, ...rest].join(', ')}`;
}

function notes(change: FleetChange): readonly string[] {
  const sentences = [
    ...(change.imported > 0 ? [`${phones(change.imported)} imported into the state.`] : []),
    ...[...change.others].map(([action, number]) => `Other resources: ${count(number)} to ${action}.`),
  ];
  return sentences.length === 0 ? [''] : ['', sentences.join(' '), ''];
}

interface Group {
  readonly action: string;
  readonly changes: readonly PhoneChange[];
  readonly from: DeclaredTarget | undefined;
  readonly to: DeclaredTarget | undefined;
}

/** Changes with the same action and the same targets, the largest group first. */
function groupChanges(change: FleetChange): readonly Group[] {
  const kinds = [
    ['register', change.registered],
    ['re-point', change.repointed],
    ['register again', change.replaced],
    ['deregister', change.deregistered],
  ] as const;
  return kinds.flatMap(([action, changes]) =>
    [...Map.groupBy(changes, ({ from, to }) => `${key(from)}\n${key(to)}`).values()]
      .toSorted((a, b) => b.length - a.length)
      .map((group) => ({ action, changes: group, from: group[0]?.from, to: group[0]?.to })),
  );
}

const key = (target: DeclaredTarget | undefined): string =>
  target === undefined ? '' : [target.url, target.providerName, target.hasCredentials].join('\t');

function table(groups: readonly Group[]): readonly string[] {
  if (groups.length === 0) return [];
  const rows = groups
    .slice(0, MAX_ROWS)
    .map(({ action, changes, from, to }) => `| ${action} | ${count(changes.length)} | ${cell(from)} | ${cell(to)} |`);
  const rest = groups.slice(MAX_ROWS);
  const number = rest.reduce((sum, { changes }) => sum + changes.length, 0);
  const more = rest.length === 0 ? [] : [`| … | ${count(number)} | | ${count(rest.length)} more targets |`];
  return ['| change | phones | from | to |', '| --- | ---: | --- | --- |', ...rows, ...more];
}

/** A target as a cell of a table, in which `|` needs a backslash even inside code. */
function cell(target: DeclaredTarget | undefined): string {
  if (target === undefined) return '';
  const url = target.url === undefined ? '(known after apply)' : code(shorten(target.url)).replaceAll('|', '\\|');
  const name = target.providerName === undefined ? '' : ` (${plain(target.providerName)})`;
  return `${url}${name}${target.hasCredentials ? ', with credentials' : ''}`;
}

function shorten(text: string): string {
  if (text.length <= MAX_URL_LENGTH) return text;
  const half = MAX_URL_LENGTH / 2 - 1;
  return `${text.slice(0, half)}…${text.slice(-half)}`;
}

/** Text that a person wrote, without the signs that Markdown and the forges interpret (mentions included). */
function plain(text: string): string {
  const line = text.replace(/[\s\p{C}]+/gu, ' ').slice(0, 100);
  return line.replace(/[\\`*_{}[\]<>()#+!|~@&:.-]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The MACs of each group, as many as fit. */
function macs(groups: readonly Group[], capacity: number): readonly string[] {
  if (groups.length === 0) return [];
  const open = ['', '<details><summary>MACs</summary>', ''];
  const close = ['', '</details>'];
  const lines: string[] = [];
  // The tags, and a line that says how many are missing.
  let left = capacity - 200;
  let missing = 0;
  for (const { action, changes } of groups) {
    const start = `- ${action}: `;
    const fitting = Math.max(0, Math.floor((left - start.length - 30) / 'AABBCCDDEEFF, '.length));
    const shown = changes.slice(0, fitting).map(({ mac }) => mac);
    missing += changes.length - shown.length;
    if (shown.length === 0) continue;
    const line = `${start}${shown.join(', ')}`;
    left -= line.length + 1;
    lines.push(line);
  }
  if (missing > 0) lines.push(`- and ${phones(missing)} more, in the plan`);
  return [...open, ...lines, ...close];
}

const phones = (number: number): string => `${count(number)} ${number === 1 ? 'phone' : 'phones'}`;

/** A table of plain texts, as many rows as fit into {@link MAX_REPORT_LENGTH}. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [`| ${head.join(' | ')} |`, `| ${head.map(() => '---').join(' | ')} |`];
  let length = 0;
  for (const [at, row] of rows.entries()) {
    const line = `| ${row.map((text) => (text === '' ? '' : code(shorten(text)).replaceAll('|', '\\|'))).join(' | ')} |`;
    length += line.length + 1;
    if (length > MAX_REPORT_LENGTH - 1_000) {
      lines.push('', `and ${phones(rows.length - at)} more`);
      break;
    }
    lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}
