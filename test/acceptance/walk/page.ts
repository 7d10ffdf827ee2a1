import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import type { Chapter, Passage, Transcript } from './transcript.ts';

// The transcript of a walk as a page of the documentation. It contains nothing that differs from one run to the next.

export const pagePath = join(root, 'docs', 'guides', 'afternoon.md');

const INTRODUCTION = `---
page_title: "From a drawer of phones to a fleet in git"
description: |-
  One afternoon, command by command: an account filled by hand becomes code that is reviewed, applied and checked every night.
# written by npm run walk
---

# From a drawer of phones to a fleet in git

An account has 500 phones that someone registered by hand. This page takes it from an empty folder to changes that are
reviewed in pull requests, and to a nightly check. It is the transcript of \`npm run walk -- --page\`, which types these commands
against a redirect server of its own; only the API of GitHub is a stand-in. A test repeats them, and compares this page.

The commands find the account in \`GIGASET_ENDPOINT\`, \`GIGASET_USERNAME\` and \`GIGASET_PASSWORD\`, and the MAC-IDs in
\`TF_VAR_mac_ids\`. On your machine they come from a password manager, in a pipeline from its secret store; see
[Secrets](secrets.md). The pipeline runs the three scripts of
[pull requests and a nightly check](../../examples/gitops/README.md), where you also find its files for GitHub, GitLab and
Atlantis. A "…" stands for lines that are left out.
`;

/** Formats a transcript as Markdown. */
export const formatPage = ({ chapters, replacements }: Transcript): string =>
  replaceAll([INTRODUCTION, ...chapters.map(formatChapter)].join('\n'), replacements);

const formatChapter = ({ title, passages }: Chapter): string =>
  `## ${title}\n${groups(passages).map(formatGroup).join('')}`;

/** Passages that belong together: one with a reason, and those that continue it. */
const groups = (passages: readonly Passage[]): readonly (readonly Passage[])[] => {
  const all: Passage[][] = [];
  for (const passage of passages) {
    const last = all.at(-1);
    if (last === undefined || passage.why !== undefined) all.push([passage]);
    else last.push(passage);
  }
  return all;
};

function formatGroup(group: readonly Passage[]): string {
  const why = group[0]?.why ?? '';
  const commands = group.filter(({ command }) => command !== undefined);
  const posted = group.filter(({ command }) => command === undefined);
  const terminal = commands.map(({ command = '', text }) => `$ ${command}\n${excerpt(command, text)}`).join('');
  return [
    ...(why === '' ? [] : [wrap(why)]),
    ...(terminal === '' ? [] : [`\`\`\`console\n${terminal}\`\`\``]),
    ...posted.map(({ text }) => quote(text)),
  ]
    .map((part) => `\n${part}\n`)
    .join('');
}

/** A posted text as the forge shows it. */
const quote = (text: string): string =>
  text
    .replaceAll(/<!--.*?-->\n/g, '')
    .trim()
    .replaceAll(/^(?=.)/gm, '> ')
    .replaceAll(/^$/gm, '>');

/** Where the part of an output begins that tells what happened to phones, and where it ends. */
const excerpts: readonly { readonly command: RegExp; readonly from?: RegExp; readonly to?: RegExp }[] = [
  { command: /^gigaset-redirect install/, to: /^\nNow write/m },
  { command: /plan\.sh$/, from: /^ {2}# gigaset_/m },
  { command: /(?:apply|drift)\.sh$/, from: /^(?:gigaset-redirect: |The plan is |There is |Issue )/m },
];

function excerpt(command: string, text: string): string {
  const { from, to } = excerpts.find((one) => one.command.test(command)) ?? {};
  const start = from === undefined ? 0 : Math.max(text.search(from), 0);
  const end = to === undefined ? -1 : text.search(to);
  const part = text.slice(start, end < 0 ? undefined : end);
  // The lines of a plan may name many phones; sentences stay whole.
  const lines = part.replace(/^\n+/, '').replaceAll(/^( {2}.{110}).+$/gm, '$1…');
  return `${start > 0 ? '…\n' : ''}${lines}${end < 0 ? '' : '…\n'}`;
}

/** What differs from one run to the next, whatever the machine. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b/g, '2026-11-28 21:14:09'],
  [/\bin [\d.]+ m?s\b/g, 'in 40 ms'],
  [/\bafter \d+s\b/g, 'after 0s'],
  [/(added \d+ packages?,?) .*$/gm, '$1'],
];

const replaceAll = (text: string, replacements: ReadonlyMap<string, string>): string => {
  const known = [...replacements].reduce((now, [from, to]) => now.replaceAll(from, to), text);
  return volatile.reduce((now, [from, to]) => now.replaceAll(from, to), known);
};

/** The width of the other pages. */
const WIDTH = 125;

/** Breaks a paragraph into lines. */
function wrap(paragraph: string): string {
  const lines = [''];
  for (const word of paragraph.split(' ')) {
    const last = lines.length - 1;
    const line = lines[last] ?? '';
    if (line !== '' && line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[last] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}
