import { openStage, situations } from '../../test/acceptance/docs/errors.ts';
import type { TestEngine } from '../../test/support/engine.ts';
import { terminalPicture } from './terminal-picture.ts';

/** The errors of docs/guides/errors.md as a terminal shows them, by file name: provoked on an engine, and drawn. */
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
