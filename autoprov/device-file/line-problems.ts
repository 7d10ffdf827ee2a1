/** The problem of a line of a device file. */
export interface LineProblem {
  /** From 1; 0 for the whole text. */
  readonly line: number;
  /** Continues "devices, line 7: " or "FILE, line 7: ". */
  readonly headline: string;
  /** Sentences: the details, and what to write instead. */
  readonly details: readonly string[];
}

/** The first problems by line, and the total number. */
export interface LineProblems {
  readonly first: readonly LineProblem[];
  readonly count: number;
}

/** The maximum number of reported problems. */
const SHOWN = 20;

export interface ProblemList extends LineProblems {
  add(problem: LineProblem): void;
  /** Adds a problem that is created only if it will be shown. */
  addAt(line: number, make: () => Omit<LineProblem, 'line'>): void;
}

/** Collects problems in any order of lines and keeps the first ones. */
export function problemList(): ProblemList {
  const first: LineProblem[] = [];
  let count = 0;
  const addAt: ProblemList['addAt'] = (line, make) => {
    count++;
    const last = first.at(-1);
    if (first.length >= SHOWN && last && last.line <= line) return;
    const place = first.findIndex((other) => other.line > line);
    first.splice(place < 0 ? first.length : place, 0, { line, ...make() });
    first.splice(SHOWN);
  };
  return {
    first,
    get count() {
      return count;
    },
    add: ({ line, ...rest }) => addAt(line, () => rest),
    addAt,
  };
}

/** Problems as text, one paragraph each: `FILE, line 7: …`, and the number of those that are not shown. */
export function describeProblems(file: string, { first, count }: LineProblems): string {
  const shown = first.map(({ line, headline, details }) =>
    [`${file}${line === 0 ? '' : `, line ${line}:`} ${headline}.`, ...details].join(' '),
  );
  return [...shown, ...(count > first.length ? [`and ${count - first.length} more`] : [])].join('\n');
}
