/** The six methods of the redirect service (vendor manual), from short name to name on the wire. */
export const methods = {
  registerDevice: 'autoprov.registerDevice',
  deregisterDevice: 'autoprov.deregisterDevice',
  registerDeviceList: 'autoprov.registerDeviceList',
  deregisterDeviceList: 'autoprov.deregisterDeviceList',
  listDevices: 'autoprov.listDevices',
  checkDevice: 'autoprov.checkDevice',
} as const;

/** The short name of a method: `registerDevice`. */
export type MethodName = keyof typeof methods;

/** The name of a method on the wire: `autoprov.registerDevice`. */
export type Method = (typeof methods)[MethodName];

/** Converts a method's name on the wire to its short name; `undefined` if the service has no such method. */
export function methodNameOf(method: string): MethodName | undefined {
  const name = method.replace(/^autoprov\./, '');
  return isMethodName(name) ? name : undefined;
}

function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}

/** What an answer code says, for people. */
export interface AnswerCodeInfo {
  /** The argument of the request that the code complains about. */
  readonly argument: 'macId' | 'url' | 'providerName';
  /** A clause without a capital or a full stop, to follow the code or the value. */
  readonly meaning: string;
  /** Whole sentences that say what to do. */
  readonly remedy: string;
}

/** The codes with which the redirect service refuses a request (vendor manual), and what they mean. */
export const answerCodes = {
  mac_already_in_use: {
    argument: 'macId',
    meaning: 'the phone is already registered',
    remedy: 'If your account does not list it, another account has registered it, and only that account can free it.',
  },
  mac_invalid: {
    argument: 'macId',
    meaning: 'the server does not accept this MAC-ID',
    remedy:
      'Compare the MAC and the 4-character ID with the label on the phone. A MAC without its ID cannot be registered.',
  },
  mac_not_found: {
    argument: 'macId',
    meaning: 'the phone is not registered in your account',
    remedy: 'Check the MAC, and list the registrations of your account.',
  },
  mac_not_exist: {
    argument: 'macId',
    meaning: 'the vendor has made no phone with this MAC',
    remedy: 'Compare the MAC with the label on the phone.',
  },
  url_invalid: {
    argument: 'url',
    meaning: 'the server does not accept this redirect URL',
    remedy: 'Correct the redirect URL.',
  },
  name_invalid: {
    argument: 'providerName',
    meaning: 'the server does not accept this provider name',
    remedy: 'Correct the provider name.',
  },
} as const satisfies Readonly<Record<string, AnswerCodeInfo>>;

export type AnswerCode = keyof typeof answerCodes;

/** Why the service refused a request. */
export interface Refusal {
  readonly code: AnswerCode;
  /** The MAC, URL or name that the code refers to. The vendor's service appends it to the code after a colon. */
  readonly value: string | undefined;
}

/** Parses `mac_not_found:7C2F80820EC0` or a bare code, in upper or lower case; `undefined` for any other text. */
export function parseRefusal(text: string): Refusal | undefined {
  const [, word = '', rest = ''] = /^\s*([a-z_]+)\s*(?::(.*))?$/is.exec(text) ?? [];
  const code = word.toLowerCase();
  const value = rest.trim();
  return isAnswerCode(code) ? { code, value: value === '' ? undefined : value } : undefined;
}

function isAnswerCode(code: string): code is AnswerCode {
  return Object.hasOwn(answerCodes, code);
}

/** Formats a refusal as it goes over the wire: `mac_not_found:7C2F80820EC0`, or the bare code if there is no value. */
export function formatRefusal({ code, value }: Refusal): string {
  return value === undefined ? code : `${code}:${value}`;
}
