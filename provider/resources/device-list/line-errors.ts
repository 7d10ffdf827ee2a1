import type { LineProblems } from '#autoprov';
import type { Problem } from '#framework';

/** The attributes that are files. */
export type FileAttribute = 'devices' | 'ids' | 'ids_wo';

/** Errors at the attribute: `devices, line 7: …`, and the number of the rest. */
export function asProblems({ first, count }: LineProblems, attribute: FileAttribute = 'devices'): readonly Problem[] {
  const path = [attribute];
  const shown = first.map(({ line, headline, details }) => ({
    summary: line === 0 ? `${attribute} ${headline}` : `${attribute}, line ${line}: ${headline}`,
    detail: details.join('\n'),
    path,
  }));
  const more = count - first.length;
  if (more === 0) return shown;
  const detail = `The first ${first.length} of ${count} are shown.`;
  return [...shown, { summary: `${attribute}: and ${more} more`, detail, path }];
}
