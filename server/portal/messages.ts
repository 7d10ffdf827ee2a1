import { refusalText } from '../xmlrpc/index.ts';
import type { Notice } from './session.ts';
import { answerCodes, type Refusal } from '#autoprov';

/** A refusal in words, with its answer code. */
export function refusalNotice(refusal: Refusal): Notice {
  const { meaning, remedy } = answerCodes[refusal.code];
  const value = refusal.value ? `: ${refusal.value}` : '';
  const text = `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}${value}. ${remedy}`;
  return { kind: 'refused', text, code: refusalText(refusal) };
}

/** `1 phone`, `12 phones`, `4,210 phones`. */
export function countPhones(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'phone' : 'phones'}`;
}
