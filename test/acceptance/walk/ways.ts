import type { TestEngine } from '../../support/engine.ts';
import { forges } from './pipelines.ts';
import type { Way } from './walker.ts';

/** What the product is delivered as, and the language of the declaration. The executable needs no Node.js, so it has HCL. */
const kinds = [
  { delivery: 'package', format: 'hcl' },
  { delivery: 'executable', format: 'hcl' },
  { delivery: 'package', format: 'cdktf' },
  { delivery: 'package', format: 'cdktn' },
] as const satisfies readonly Partial<Way>[];

/** Each delivery and language on each engine. The forges take turns. */
export const allWays = (engines: readonly TestEngine[]): readonly Way[] =>
  engines.flatMap((engine, at) =>
    kinds.map((kind, number): Way => ({ engine, ...kind, forge: forges[(at + number) % forges.length] ?? 'gitlab' })),
  );

/** Each delivery and language once, and each engine, if there are two, twice. */
export const coveringWays = (engines: readonly TestEngine[]): readonly Way[] =>
  kinds.flatMap((kind, number) => {
    const engine = engines[number % engines.length];
    return engine === undefined ? [] : [{ engine, ...kind, forge: forges[Math.floor(number / 2)] ?? 'gitlab' }];
  });

export const titleOf = ({ engine, delivery, format, forge }: Way): string =>
  `${engine.name} ${engine.version}, ${delivery}, ${format}, ${forge}`;
