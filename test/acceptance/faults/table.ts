import type { Cell } from './cell.ts';
import type { Kind } from './columns.ts';
import type { Row } from './rows.ts';

/** A cell as text: outcome, further applies, calls. */
function text({ verdict, applies, calls, problems }: Cell): string {
  if (problems.length > 0) return 'WRONG';
  return `${verdict}${applies > 0 ? `, ${applies} apply` : ''}; ${calls}`;
}

/** The table as lines: a section for each kind of resource, a row for each fault, a column for each method. */
export function tableOf(kinds: readonly Kind[], rows: readonly Row[], cells: readonly Cell[]): readonly string[] {
  return kinds.flatMap((kind) => {
    const head = [kind.name, ...kind.methods];
    const lines = rows.map((row) => [
      row.name,
      ...kind.methods.map((method) => {
        const cell = cells.find((one) => one.kind === kind && one.row === row && one.method === method);
        return cell ? text(cell) : '';
      }),
    ]);
    const widths = head.map((title, column) =>
      Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
    );
    const line = (words: readonly string[]): string =>
      words
        .map((word, column) => word.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd();
    return [line(head), line(widths.map((width) => '-'.repeat(width))), ...lines.map(line), ''];
  });
}
