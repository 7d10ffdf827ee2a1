import { formatMacId, parseMacId, type MacId } from '#autoprov';

// `mac_id` as it is written in a configuration or a state: in any spelling, possibly without the ID.

/** The MAC-ID of a text; undefined if it is invalid. */
export const parsedMacId = (text: string): MacId | undefined => {
  const parsed = parseMacId(text);
  return parsed.ok ? parsed.value : undefined;
};

/** The MAC in a text; undefined if it is invalid. */
export const macOf = (text: string): string | undefined => parsedMacId(text)?.mac;

/** The canonical form of a text: texts with the same form are the same MAC-ID. */
export const canonical = (text: string): string => {
  const value = parsedMacId(text);
  return value ? formatMacId(value) : text;
};

/** Whether a text contains an ID. An invalid one counts as if it did, because it gets an error of its own. */
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
