import type { Difference } from './normal.ts';
import type { Outcome } from './pair.ts';

/** What was called. */
export type Call = 'validate' | 'plan' | 'apply' | 'read';

/** A difference that stays, and why ours does otherwise (docs/decisions/0028-differences-from-the-go-framework.md). */
export interface Explained {
  readonly name: string;
  readonly reason: string;
  readonly covers: (difference: Difference, call: Call, diagnostics: readonly string[]) => boolean;
}

/** The sets of the resources that are compared. */
const sets: ReadonlySet<string> = new Set(['bag', 'plain', 'tag']);

/** What only one of two lists of paths has. */
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
    name: 'what is known of an unknown value',
    reason: 'terraform-plugin-framework forgets it; ours sends back what the engine knew.',
    covers: ({ go, ts }) => go === '{"open":{}}' && ts.startsWith('{"open":{"'),
  },
  identityAtPlan: {
    name: 'the identity of what is to be created',
    reason: 'An author gives it after create there; here it is made of the plan, as soon as all of it is known.',
    covers: ({ at, go }, call) => call === 'plan' && at.startsWith('answer.identity') && go === 'null',
  },
  privateAtCreate: {
    name: 'private state that a plan has set, at create',
    reason: 'terraform-plugin-framework begins with none at create, and so loses it; ours hands it on.',
    covers: ({ at, ts }) => at === 'answer.private.planned' && ts !== 'undefined',
  },
  newElement: {
    name: 'useStateForUnknown in an element that is new',
    reason:
      'There the missing prior value counts as null, which the engine then holds the provider to; here it stays unknown.',
    covers: ({ at, go, ts }) =>
      /^planned_state\..+\.kept$|\.row\[\d+\]\.id$/.test(at) && go === 'null' && ts.startsWith('{"open"'),
  },
  refusedPlan: {
    name: 'the planned state beside an error',
    reason:
      'No engine takes it. There it is what was planned so far; here the prior state, since OpenTofu looks for write-only values in it even so.',
    covers: ({ at }, call, diagnostics) =>
      call === 'plan' && at.startsWith('planned_state') && diagnostics.some((one) => one.startsWith('ERROR')),
  },
  leftOpen: {
    name: 'what a create or update has left unknown',
    reason:
      'There it goes to the engine as it is, which complains and saves null; here the provider says so itself, attribute by attribute, and sends null.',
    covers: ({ at, go, ts }, call) =>
      call === 'apply' && (go === '{"open":{}}' ? ts === 'null' : at === 'answer.diagnostics' && go === '[]'),
  },
  setByPlace: {
    name: 'elements of a set that stand in another order',
    reason:
      'terraform-plugin-framework compares them by place, and asks for a replacement where nothing has changed; here they are paired by what the configuration gives.',
    covers: ({ at, go, ts }) =>
      at === 'answer.requires_replace' ? exclusive(go, ts).every((path) => sets.has(path)) : /\b(bag|tag)\b/.test(at),
  },
} as const satisfies Readonly<Record<string, Explained>>;

/** The differences that none of these explains. */
export const unexplained = (
  { differences, diagnostics }: Outcome,
  call: Call,
  by: readonly Explained[],
): readonly Difference[] => differences.filter((one) => !by.some(({ covers }) => covers(one, call, diagnostics)));
