import { playRow, type Cell } from './cell.ts';
import { kinds, type Kind } from './columns.ts';
import { rows, type Row } from './rows.ts';
import type { OpenRunner } from './runner.ts';
import type { World } from './world.ts';

/** A row for one kind of resource; it runs as soon as a slot is free. */
export interface Playing {
  readonly row: Row;
  readonly kind: Kind;
  readonly cells: Promise<readonly Cell[]>;
}

/** Runs all faults in all methods, as many at a time as there are slots; `wanted` selects them. */
export function play(
  world: World,
  openRunner: OpenRunner,
  wanted: (row: Row, kind: Kind) => boolean = () => true,
): readonly Playing[] {
  const free = [...world.scenarios];
  const waiting: (() => void)[] = [];
  const inScenario = async (row: Row, kind: Kind): Promise<readonly Cell[]> => {
    if (free.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    const scenario = free.pop();
    if (!scenario) throw new Error('no scenario is free');
    try {
      return await playRow(world, scenario, openRunner, row, kind);
    } finally {
      free.push(scenario);
      waiting.shift()?.();
    }
  };
  return rows.flatMap((row) =>
    kinds
      .filter((kind) => wanted(row, kind))
      .map((kind) => {
        const cells = inScenario(row, kind);
        // The rejection reaches whoever awaits the promise later.
        cells.catch(() => undefined);
        return { row, kind, cells };
      }),
  );
}
