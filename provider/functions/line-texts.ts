import type { LineProblems } from '#autoprov';

/** One paragraph per problem: `line 7: …`, or `devices.csv, line 7: …` with a file. They contain no ID. */
export function inWords({ first, count }: LineProblems, file?: string): readonly string[] {
  const before = file === undefined ? '' : `${file}, `;
  const paragraphs = first.map(({ line, headline, details }) =>
    [`${line === 0 ? (file ?? 'it') : `${before}line ${line}:`} ${headline}`, ...details].join('\n  '),
  );
  return [...paragraphs, ...(count > first.length ? [`and ${count - first.length} more`] : [])];
}
