import { formatMacId, parseMacId, type MacId } from '#autoprov';

// `mac_id` as it is written in a configuration or a state: in any spelling, possibly without the ID.

/** The MAC-ID of a text; undefined if it is invalid. */
export const parsedMacId = (text: string): MacId | undefined => {
  const parsed = parseMacId(text);
  return parsed.ok ? parsed.value : undefined;
};

/** Its MAC. */
export const macOf = (text: string): string | undefined => parsedMacId(text)?.mac;

/** Its canonical form: texts with the same form are the same MAC-ID. */
export const canonical = (text: string): string => {
  const value = parsedMacId(text);
  return value ? formatMacId(value) : text;
};

/** Whether it contains an ID. An invalid text is an error of its own, and counts as if it did. */
export function hasId(text: string): boolean {
  const parsed = parseMacId(text);
  return !parsed.ok || parsed.value.id !== undefined;
}

interface PhoneText {
  readonly mac: string | null;
  readonly mac_id: string;
}

/** The phone of a state. An import may leave `mac` empty. */
export function phoneOf({ mac, mac_id: text }: PhoneText): MacId {
  const parsed = parsedMacId(text);
  return { mac: mac ?? parsed?.mac ?? '', id: parsed?.id };
}
