import { Option } from 'commander';
import { CommandError, exitCodes } from './command.ts';
import { parseHostAndPort } from './options.ts';
import type { Algorithm, PhoneSettings, TlsFiles, TlsVersion } from '#server';

/** The values of the options below, before their combination is checked. */
export interface ListenerOptions {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly phoneListen?: PhoneListen;
  readonly phoneTlsCert?: string;
  readonly phoneTlsKey?: string;
  readonly phoneTlsMin?: TlsVersion;
  readonly phonePlaceholders: PhoneSettings['placeholders'];
  readonly phoneDigest: keyof typeof digests;
}

/** The values of --phone-digest. Old phones take the first algorithm, or know only MD5. */
const digests = {
  'md5,sha-256': ['MD5', 'SHA-256'],
  'sha-256,md5': ['SHA-256', 'MD5'],
  md5: ['MD5'],
  'sha-256': ['SHA-256'],
} as const satisfies Readonly<Record<string, readonly Algorithm[]>>;

interface PhoneListen {
  readonly scheme: string | undefined;
  readonly host: string;
  readonly port: number;
}

/** Options for TLS and the phone listener. The TLS versions are repeated here, because `#server` is loaded only to serve. */
export function listenerOptions(): readonly Option[] {
  return [
    new Option('--tls-cert <file>', 'serve HTTPS with this PEM certificate').env('GIGASET_REDIRECT_TLS_CERT'),
    new Option('--tls-key <file>', 'its key').env('GIGASET_REDIRECT_TLS_KEY'),
    new Option('--phone-listen <host:port>', 'for phones alone; may begin with http[s]://')
      .env('GIGASET_REDIRECT_PHONE_LISTEN')
      .argParser(parseListen),
    new Option('--phone-tls-cert <file>', 'another certificate for the phone listener').env(
      'GIGASET_REDIRECT_PHONE_TLS_CERT',
    ),
    new Option('--phone-tls-key <file>', 'its key').env('GIGASET_REDIRECT_PHONE_TLS_KEY'),
    new Option('--phone-tls-min <version>', 'TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3 [TLSv1.2]')
      .env('GIGASET_REDIRECT_PHONE_TLS_MIN')
      .choices(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']),
    new Option('--phone-placeholders <what>', '%MACD and %DVID: expand or keep')
      .env('GIGASET_REDIRECT_PHONE_PLACEHOLDERS')
      .choices(['expand', 'keep'])
      .default('expand'),
    new Option('--phone-digest <algorithms>', 'digest algorithms, in the order offered')
      .env('GIGASET_REDIRECT_PHONE_DIGEST')
      .choices(Object.keys(digests))
      .default('md5,sha-256'),
  ];
}

/**
 * The server's settings for its listeners.
 *
 * @throws CommandError if the options cannot be combined
 */
export function readListeners(options: ListenerOptions): {
  readonly tls: TlsFiles | undefined;
  readonly phones: PhoneSettings;
} {
  const tls = pair('--tls-cert', options.tlsCert, '--tls-key', options.tlsKey);
  const { phonePlaceholders: placeholders, phoneDigest, phoneListen } = options;
  const algorithms = digests[phoneDigest];
  return { tls, phones: { listener: readPhoneListener(options, phoneListen, tls), placeholders, algorithms } };
}

function readPhoneListener(
  options: ListenerOptions,
  listen: PhoneListen | undefined,
  mainTls: TlsFiles | undefined,
): PhoneSettings['listener'] {
  const own = pair('--phone-tls-cert', options.phoneTlsCert, '--phone-tls-key', options.phoneTlsKey);
  const min = options.phoneTlsMin;
  if (listen === undefined) {
    if (own === undefined && min === undefined) return undefined;
    throw wrong('--phone-tls-… needs a phone listener: add --phone-listen HOST:PORT.');
  }
  const { scheme, ...address } = listen;
  const files = own ?? mainTls;
  if (scheme === 'http' || (scheme === undefined && files === undefined)) {
    if (own === undefined && min === undefined) return { ...address, tls: undefined };
    throw wrong('--phone-tls-… needs HTTPS, but the phone listener uses HTTP.');
  }
  if (files === undefined) {
    throw wrong('HTTPS for phones needs a certificate: add --phone-tls-cert and --phone-tls-key.');
  }
  return { ...address, tls: { ...files, min } };
}

/** Certificate and key, or neither. */
function pair(certName: string, cert: string | undefined, keyName: string, key: string | undefined) {
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (cert === undefined && key === undefined) return undefined;
  throw wrong(`${certName} and ${keyName} go together: ${cert === undefined ? certName : keyName} is missing.`);
}

function parseListen(text: string): PhoneListen {
  const [, scheme, address = ''] = /^(?:(https?):\/\/)?(.*)$/i.exec(text) ?? [];
  return { scheme: scheme?.toLowerCase(), ...parseHostAndPort(address) };
}

const wrong = (message: string): CommandError => new CommandError(message, exitCodes.usage);
