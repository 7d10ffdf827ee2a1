import { Option } from 'commander';
import { CommandError, exitCodes } from './command.ts';
import { parseHostAndPort } from './options.ts';
import type { Algorithm, PhoneSettings, TlsFiles, TlsVersion } from '#server';

/** What the options below come to, before anybody looked whether they go together. */
export interface ListenerOptions {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly phoneListen?: PhoneListen;
  readonly phoneTlsCert?: string;
  readonly phoneTlsKey?: string;
  readonly phoneTlsMin?: TlsVersion;
  readonly phonePlaceholders: PhoneSettings['placeholders'];
  readonly phoneDigest: 'sha-256,md5' | 'md5';
}

interface PhoneListen {
  readonly scheme: string | undefined;
  readonly host: string;
  readonly port: number;
}

/** TLS, and the phones' own door. The versions stand here as well as in the server, which is loaded only when it runs. */
export function listenerOptions(): readonly Option[] {
  return [
    new Option('--tls-cert <file>', 'HTTPS with this certificate, PEM, its chain behind it; read again on SIGHUP').env(
      'GIGASET_REDIRECT_TLS_CERT',
    ),
    new Option('--tls-key <file>', 'the key of that certificate').env('GIGASET_REDIRECT_TLS_KEY'),
    new Option(
      '--phone-listen <host:port>',
      'a door for phones alone, which then find nothing at the other; http:// or https:// before it says which (default: HTTPS where there is a certificate)',
    )
      .env('GIGASET_REDIRECT_PHONE_LISTEN')
      .argParser(parseListen),
    new Option('--phone-tls-cert <file>', "another certificate for the phones' door").env(
      'GIGASET_REDIRECT_PHONE_TLS_CERT',
    ),
    new Option('--phone-tls-key <file>', 'the key of that certificate').env('GIGASET_REDIRECT_PHONE_TLS_KEY'),
    new Option('--phone-tls-min <version>', "the oldest TLS that the phones' door speaks (default: TLSv1.2)")
      .env('GIGASET_REDIRECT_PHONE_TLS_MIN')
      .choices(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']),
    new Option(
      '--phone-placeholders <what>',
      'whether %MACD and %DVID in a URL are expanded for the phone, or kept for it to expand',
    )
      .env('GIGASET_REDIRECT_PHONE_PLACEHOLDERS')
      .choices(['expand', 'keep'])
      .default('expand'),
    new Option(
      '--phone-digest <algorithms>',
      'what phones may log in with; md5 alone for those that stumble over a choice',
    )
      .env('GIGASET_REDIRECT_PHONE_DIGEST')
      .choices(['sha-256,md5', 'md5'])
      .default('sha-256,md5'),
  ];
}

/**
 * What the server is told of its doors.
 *
 * @throws CommandError when the options do not go together
 */
export function readListeners(options: ListenerOptions): {
  readonly tls: TlsFiles | undefined;
  readonly phones: PhoneSettings;
} {
  const tls = pair('--tls-cert', options.tlsCert, '--tls-key', options.tlsKey);
  const { phonePlaceholders: placeholders, phoneDigest, phoneListen } = options;
  const algorithms: readonly Algorithm[] = phoneDigest === 'md5' ? ['MD5'] : ['SHA-256', 'MD5'];
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
    throw wrong("--phone-tls-… is for the phones' own door: say where it is with --phone-listen HOST:PORT.");
  }
  const { scheme, ...address } = listen;
  const files = own ?? mainTls;
  if (scheme === 'http' || (scheme === undefined && files === undefined)) {
    if (own === undefined && min === undefined) return { ...address, tls: undefined };
    throw wrong("--phone-tls-… is for HTTPS, but the phones' door speaks HTTP.");
  }
  if (files === undefined) {
    throw wrong('HTTPS for phones needs a certificate: give it with --phone-tls-cert and --phone-tls-key.');
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
