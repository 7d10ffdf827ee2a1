import type { Difference } from './normal.ts';
import type { Outcome } from './pair.ts';

/** The kind of call. */
export type Call = 'validate' | 'plan' | 'apply' | 'read';

/** An accepted difference and its reason (docs/decisions/0028-differences-from-the-go-framework.md). */
export interface Explained {
  readonly name: string;
  readonly reason: string;
  readonly covers: (difference: Difference, call: Call, diagnostics: readonly string[]) => boolean;
}

/** The set attributes of the compared resources. */
const sets: ReadonlySet<string> = new Set(['bag', 'plain', 'tag']);

/** The paths that only one of two lists has. */
function exclusive(go: string, ts: string): readonly string[] {
  const [ofGo, ofTs] = [pathsIn(go), pathsIn(ts)];
  return [...ofGo.filter((path) => !ofTs.includes(path)), ...ofTs.filter((path) => !ofGo.includes(path))];
}
function pathsIn(text: string): readonly string[] {
  const joined: unknown = JSON.parse(text);
  return typeof joined === 'string' && joined !== '' ? joined.split(' | ') : [];
}

export const explained = {
  refinement: {
    name: 'the refinements of an unknown value',
    reason: 'terraform-plugin-framework drops them; ours returns them to the engine.',
    covers: ({ go, ts }) => go === '{"open":{}}' && ts.startsWith('{"open":{"'),
  },
  identityAtPlan: {
    name: 'the identity in the plan of a new resource',
    reason: 'In Go the author sets it after create; ours derives it from the plan once all its values are known.',
    covers: ({ at, go }, call) => call === 'plan' && at.startsWith('answer.identity') && go === 'null',
  },
  privateAtCreate: {
    name: 'private state from the plan of a new resource',
    reason: 'terraform-plugin-framework starts create without it and so loses it; ours passes it on.',
    covers: ({ at, ts }) => at === 'answer.private.planned' && ts !== 'undefined',
  },
  newElement: {
    name: 'useStateForUnknown in a new element',
    reason:
      'In Go the missing prior value counts as null, to which the engine then holds the provider; in ours it stays unknown.',
    covers: ({ at, go, ts }) =>
      /^planned_state\..+\.kept$|\.row\[\d+\]\.id$/.test(at) && go === 'null' && ts.startsWith('{"open"'),
  },
  refusedPlan: {
    name: 'the planned state beside an error',
    reason:
      'No engine uses it. In Go it is the plan so far; in ours the prior state, because OpenTofu refuses write-only values even there.',
    covers: ({ at }, call, diagnostics) =>
      call === 'plan' && at.startsWith('planned_state') && diagnostics.some((one) => one.startsWith('ERROR')),
  },
  leftOpen: {
    name: 'a value left unknown by create or update',
    reason:
      'Go sends it to the engine, which reports an error and saves null; ours reports an error at each attribute and sends null.',
    covers: ({ at, go, ts }, call) =>
      call === 'apply' && (go === '{"open":{}}' ? ts === 'null' : at === 'answer.diagnostics' && go === '[]'),
  },
  setByPlace: {
    name: 'the order of set elements',
    reason:
      'terraform-plugin-framework compares them by index, and so requires a replacement without a change; ours pairs them by their configured values.',
    covers: ({ at, go, ts }) =>
      at === 'answer.requires_replace' ? exclusive(go, ts).every((path) => sets.has(path)) : /\b(bag|tag)\b/.test(at),
  },
} as const satisfies Readonly<Record<string, Explained>>;

/** The differences that none of the given ones covers. */
export const unexplained = (
  { differences, diagnostics }: Outcome,
  call: Call,
  by: readonly Explained[],
): readonly Difference[] => differences.filter((one) => !by.some(({ covers }) => covers(one, call, diagnostics)));
