import { refusalText } from '../xmlrpc/index.ts';
import type { Notice } from './notice.ts';
import { answerCodes, parseMacId, redactMacId, redactMacIds, redactUrl, type Refusal } from '#autoprov';

/** A refusal in words, with its answer code. */
export function refusalNotice(refusal: Refusal): Notice {
  const { meaning, remedy } = answerCodes[refusal.code];
  const value = refusal.value ? `: ${refusal.value}` : '';
  const text = `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}${value}. ${remedy}`;
  return { kind: 'refused', text, code: refusalText(refusal) };
}

/** A MAC or MAC-ID as people typed it, without the ID. */
export function shownMacId(text: string): string {
  const parsed = parseMacId(text);
  return parsed.ok && parsed.value.id === undefined ? parsed.value.mac : redactMacId(text);
}

/** A document that people pasted, without IDs and passwords. Empty if it is too long for a page. */
export function shownDocument(document: string): string {
  if (document.length > MAX_SHOWN_DOCUMENT) return '';
  // Texts and tags in turn.
  return document
    .split(/(<[^>]*>)/)
    .map((part) => (possibleMacId.test(part) ? shownMacId(part) : redactMacIds(redactUrl(part))))
    .join('');
}

const MAX_SHOWN_DOCUMENT = 64 * 1024;
const possibleMacId = /^(?=\D*\d)[\s0-9A-F:.\-\u2010-\u2015\u2212]{8,}$/i;

/** `1 phone`, `12 phones`, `4,210 phones`. */
export function countPhones(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'phone' : 'phones'}`;
}
