/** A command that was typed with what it printed, or a text that was posted. */
export interface Passage {
  /** Undefined for a text that was posted. */
  readonly command?: string;
  readonly text: string;
}

/** A part of the day, with its passages in the order in which they happened. */
export interface Chapter {
  readonly title: string;
  readonly passages: Passage[];
}

/** The chapters for a terminal: each command after a dollar sign, and posted texts indented. */
export const formatTranscript = (chapters: readonly Chapter[]): string =>
  chapters.map(({ title, passages }) => `${title}\n\n${passages.map(formatPassage).join('')}`).join('\n');

const formatPassage = ({ command, text }: Passage): string =>
  command === undefined ? `${text.trim().replaceAll(/^(?=.)/gm, '    ')}\n` : `$ ${command}\n${text}`;
