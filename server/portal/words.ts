import { refusalText } from '../xmlrpc/index.ts';
import type { Notice } from './session.ts';
import type { AnswerCode, Refusal } from '#autoprov';

/** What a refusal means, in a sentence that can stand behind a MAC. */
const meanings: Readonly<Record<AnswerCode, string>> = {
  mac_already_in_use:
    'is registered already. If it is not in your list, another provisioner has it: only they can free it.',
  mac_invalid:
    "is not the MAC-ID of a phone. Compare it with the phone's label: 12 characters, a hyphen, 4 characters.",
  mac_not_found: 'is not registered in your account.',
  mac_not_exist: 'is not a phone that the vendor made. Compare the MAC with the label.',
  url_invalid: 'is not a URL that a phone can be sent to.',
  name_invalid: 'is not a provider name.',
};

/** A refusal as a person reads it, with the answer code beside it. */
export function refusalNotice(refusal: Refusal): Notice {
  const { code, value } = refusal;
  const what = value === undefined || value === '' ? 'What was sent' : value;
  return { kind: 'refused', text: `${what} ${meanings[code]}`, code: refusalText(refusal) };
}

/** `1 phone`, `12 phones`, `4,210 phones`. */
export function countPhones(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'phone' : 'phones'}`;
}
