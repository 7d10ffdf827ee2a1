/** Joiners and variation selectors change the characters around them, as in emoji and in Persian. */
const MODIFIER = /[\u200c\u200d\ufe00-\ufe0f]/u;
const INVISIBLE = /(?! )[\p{Cf}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * The problem of a name that contains a character which is invisible, looks like a space, or stands for bytes that are
 * not UTF-8: such names look alike and cannot be typed. Undefined if the name contains none.
 *
 * @param modifiers whether characters that only change others are allowed
 */
export function invisibleProblem(text: string, modifiers: 'modifiers allowed' | 'no modifiers'): string | undefined {
  if (text.includes('\ufffd')) return 'It contains U+FFFD, which stands for bytes that are not UTF-8.';
  const [found] = (text.match(INVISIBLE) ?? []).filter(
    (character) => modifiers === 'no modifiers' || !MODIFIER.test(character),
  );
  if (found === undefined) return undefined;
  const code = found.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? '';
  return `It contains the invisible character U+${code}.`;
}
