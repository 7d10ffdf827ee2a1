import { generated } from './generated.ts';
import { proxies } from './proxies.ts';
import { replacement } from './replacement.ts';
import type { Situation } from './situation.ts';

/** All situations by topic. */
export const situations: Readonly<Record<string, readonly Situation[]>> = {
  'Replacements, renames and changes of a phone': replacement,
  'Generated configuration': generated,
  'The provider behind a proxy': proxies,
};
