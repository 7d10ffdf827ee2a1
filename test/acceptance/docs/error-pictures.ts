import { terminalPicture } from '../../../tools/docs/terminal-picture.ts';
import type { TestEngine } from '../../support/engine.ts';
import { openStage, situations } from './errors.ts';

/**
 * Provokes each error of docs/guides/errors.md on an engine and draws what the terminal shows.
 *
 * @param note is called with the name of each situation before it is provoked
 * @returns the pictures as SVG, by file name
 */
export async function errorPictures(
  engine: TestEngine,
  note: (name: string) => void = () => undefined,
): Promise<ReadonlyMap<string, string>> {
  const stage = await openStage();
  try {
    const pictures = new Map<string, string>();
    for (const situation of situations) {
      note(situation.name);
      const { title, output } = await stage.play(engine, situation);
      pictures.set(`${situation.name}.svg`, terminalPicture(title, 'terraform apply', output));
    }
    return pictures;
  } finally {
    await stage.stop();
  }
}
