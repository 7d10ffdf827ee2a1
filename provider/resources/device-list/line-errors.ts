import type { LineProblems } from '#autoprov';
import type { Problem } from '#framework';

/** Errors at the attribute: `devices, line 7: …`, and the number of the rest. */
export function asProblems({ first, count }: LineProblems): readonly Problem[] {
  const path = ['devices'];
  const shown = first.map(({ line, headline, details }) => ({
    summary: line === 0 ? `devices ${headline}` : `devices, line ${line}: ${headline}`,
    detail: details.join('\n'),
    path,
  }));
  const more = count - first.length;
  if (more === 0) return shown;
  const detail = `The first ${first.length} of ${count} are shown.`;
  return [...shown, { summary: `devices: and ${more} more`, detail, path }];
}
