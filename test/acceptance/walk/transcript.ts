/** A command that was typed with what it printed, or a text that was posted. */
export interface Passage {
  /** One or two sentences for readers; undefined if the passage continues the one before. */
  readonly why: string | undefined;
  /** Undefined for a text that was posted. */
  readonly command: string | undefined;
  readonly text: string;
}

/** A part of the day, with its passages in the order in which they happened. */
export interface Chapter {
  readonly title: string;
  readonly passages: Passage[];
}

/** What a walk leaves behind. */
export interface Transcript {
  readonly chapters: readonly Chapter[];
  /** What only this machine has, with what stands for it in a document. */
  readonly replacements: ReadonlyMap<string, string>;
}

/** The chapters for a terminal: each command after a dollar sign, and posted texts indented. */
export const formatTranscript = ({ chapters }: Transcript): string =>
  chapters.map(({ title, passages }) => `${title}\n\n${passages.map(formatPassage).join('')}`).join('\n');

const formatPassage = ({ command, text }: Passage): string =>
  command === undefined ? `${text.trim().replaceAll(/^(?=.)/gm, '    ')}\n` : `$ ${command}\n${text}`;
