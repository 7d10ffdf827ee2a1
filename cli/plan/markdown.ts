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

/** Rows of the table: the largest groups of each kind of change. */
const MAX_ROWS = 32;
/** MACs in the details: more are no help in a review, and lengthen each e-mail about it. */
const MAX_MACS = 1_000;
/** Longer URLs are cut in the middle. */
const MAX_URL_LENGTH = 120;
/** Characters of both columns, from and to, that fit beside each other into a comment on a screen. */
const MAX_COLUMNS_LENGTH = 80;

/** A line that a program finds, to update its comment instead of adding one. Markdown does not show it. */
export const marker = (title: string | undefined): string =>
  `<!-- gigaset-redirect report ${(title ?? '').replace(/[^\p{L}\p{N}._]+/gu, '-')} -->`;

/** Formats what a plan does to phones as Markdown for a pull request, within {@link MAX_REPORT_LENGTH}. */
export function formatReport(change: FleetChange, options: ReportOptions): string {
  const groups = groupChanges(change);
  const head = [
    marker(options.title),
    `### ${headline(change, options.title)}`,
    ...risks(findRisks(change, options.shrinkPercent)),
    ...notes(change),
    ...table(groups),
  ];
  const foot = [
    '',
    [
      `plan ${code(options.hash)}`,
      ...(options.engine === undefined ? [] : [options.engine]),
      ...(options.title === undefined ? [] : [`stack ${plain(options.title)}`]),
    ].join(', '),
  ];
  const rest = MAX_REPORT_LENGTH - [...head, ...foot].join('\n').length;
  return `${[...head, ...macs(groups, rest), ...foot].join('\n')}\n`;
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

const risks = (sentences: readonly string[]): readonly string[] =>
  sentences.length === 0 ? [] : ['', sentences.map((sentence) => `> **Check:** ${sentence}`).join('\n>\n')];

function notes(change: FleetChange): readonly string[] {
  const others = [...change.others].map(([action, number]) => `${count(number)} to ${action}`);
  const sentences = [
    ...(change.imported > 0 ? [`${phones(change.imported)} imported into the state.`] : []),
    ...(others.length > 0 ? [`Other resources: ${others.join(', ')}.`] : []),
  ];
  return sentences.length === 0 ? [] : ['', sentences.join(' ')];
}

/** The kinds of changes in the order of the report. */
const actions = ['register', 're-point', 'register again', 'deregister'] as const;

/** Changes with the same action and the same targets. */
interface Group {
  readonly action: (typeof actions)[number];
  readonly changes: readonly PhoneChange[];
  readonly from: DeclaredTarget | undefined;
  readonly to: DeclaredTarget | undefined;
}

/** The groups of each action, the largest first. */
function groupChanges(change: FleetChange): readonly (readonly Group[])[] {
  const changes = {
    register: change.registered,
    're-point': change.repointed,
    'register again': change.replaced,
    deregister: change.deregistered,
  };
  return actions
    .map((action) =>
      [...Map.groupBy(changes[action], ({ from, to }) => `${key(from)}\n${key(to)}`).values()]
        .toSorted((a, b) => b.length - a.length)
        .map((group) => ({ action, changes: group, from: group[0]?.from, to: group[0]?.to })),
    )
    .filter((groups) => groups.length > 0);
}

const key = (target: DeclaredTarget | undefined): string =>
  target === undefined ? '' : [target.url, target.providerName, target.hasCredentials].join('\t');

const size = (groups: readonly Group[]): number => groups.reduce((sum, { changes }) => sum + changes.length, 0);

/** The number of rows for each action. */
const rowsOf = (kinds: readonly unknown[]): number => Math.floor(MAX_ROWS / kinds.length);

/** A row for each of the largest groups, and for each action one row with the others. */
function table(kinds: readonly (readonly Group[])[]): readonly string[] {
  if (kinds.length === 0) return [];
  const limit = rowsOf(kinds);
  const shown = kinds.flatMap((groups) => groups.slice(0, limit));
  const longest = (of: (group: Group) => DeclaredTarget | undefined): number =>
    Math.max(...shown.map((group) => Math.min(of(group)?.url?.length ?? 0, MAX_URL_LENGTH)));
  const isWide = longest(({ from }) => from) + longest(({ to }) => to) > MAX_COLUMNS_LENGTH;
  const rows = kinds.flatMap((groups) => {
    const [first] = groups;
    const rest = groups.slice(limit);
    const targets = rest.length === 1 ? '1 more target' : `${count(rest.length)} more targets`;
    return [
      ...groups.slice(0, limit).map(({ action, changes, from, to }) => row(action, changes.length, from, to, isWide)),
      ...(first === undefined || rest.length === 0
        ? []
        : [`| ${first.action} | ${count(size(rest))} | ${targets} |${isWide ? '' : ' |'}`]),
    ];
  });
  const head = isWide
    ? ['| change | phones | from, to |', '| --- | ---: | --- |']
    : ['| change | phones | from | to |', '| --- | ---: | --- | --- |'];
  return ['', ...head, ...rows];
}

/** Wide targets stand below each other, because a forge cuts off wide tables. */
function row(
  action: string,
  number: number,
  from: DeclaredTarget | undefined,
  to: DeclaredTarget | undefined,
  isWide: boolean,
): string {
  const start = `| ${action} | ${count(number)} |`;
  if (!isWide) return `${start} ${cell(from)} | ${cell(to)} |`;
  const lines = [
    ...(from === undefined || from === to ? [] : [`from ${cell(from)}`]),
    ...(to === undefined ? [] : [`to ${cell(to)}`]),
  ];
  return `${start} ${lines.join('<br>')} |`;
}

/** A target as a cell of a table, in which `|` needs a backslash even inside code. */
const cell = (target: DeclaredTarget | undefined): string =>
  target === undefined ? '' : targetText(target).replaceAll('|', '\\|');

function targetText(target: DeclaredTarget): string {
  const url = target.url === undefined ? '(known after apply)' : code(shorten(target.url));
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

/** The MACs of the groups in the table; of many, the first of each action. */
function macs(kinds: readonly (readonly Group[])[], capacity: number): readonly string[] {
  if (kinds.length === 0) return [];
  const lines = kinds.flatMap((groups) => {
    let number = Math.floor(MAX_MACS / kinds.length);
    // The tags, and a line for each action that says how many are missing.
    let left = Math.floor((capacity - 400) / kinds.length);
    let missing = size(groups);
    const shown = groups.slice(0, rowsOf(kinds)).flatMap((group) => {
      const start = `- ${describe(group)}: `;
      const fitting = Math.max(0, Math.min(number, Math.floor((left - start.length) / 'AABBCCDDEEFF, '.length)));
      const some = group.changes.slice(0, fitting).map(({ mac }) => mac);
      const line = `${start}${some.join(', ')}`;
      number -= some.length;
      missing -= some.length;
      left -= some.length === 0 ? 0 : line.length + 1;
      return some.length === 0 ? [] : [line];
    });
    return missing === 0 ? shown : [...shown, `- ${groups[0]?.action ?? ''}: ${count(missing)} more, in the plan`];
  });
  return ['', '<details><summary>MACs</summary>', '', ...lines, '', '</details>'];
}

/** A group in a few words: its action, and the target that tells it from others. */
function describe({ action, from, to }: Group): string {
  const target = to ?? from;
  if (target === undefined) return action;
  const preposition = to === undefined ? 'from' : action === 're-point' ? 'to' : 'with';
  return `${action} ${preposition} ${targetText(target)}`;
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
      lines.push('', `and ${count(rows.length - at)} more phones`);
      break;
    }
    lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}
