import { answerChallenge, type Login } from './digest.ts';
import { httpGet, type HttpResponse } from './http-get.ts';
import { describeNetworkError, expandRedirectUrl, parseRedirectUrl, redact, redactUrl } from '#autoprov';

/** Where a chain from a phone to its configuration can break. */
export type Joint =
  | 'dns'
  | 'refused'
  | 'tls'
  | 'timeout'
  | 'network'
  | 'login'
  | 'forbidden'
  | 'not_found'
  | 'server_error'
  | 'status'
  | 'no_redirect'
  | 'redirect_loop'
  | 'not_xml'
  | 'empty'
  | 'wrong_mac';

/** One request of a phone and its result. */
export interface Step {
  readonly server: 'redirect server' | 'provisioning';
  /** The last HTTP status; undefined if there was no response. */
  readonly status: number | undefined;
  /** The result in words, without secrets. */
  readonly outcome: string;
  readonly milliseconds: number;
  /** Where the chain broke; undefined if it holds. */
  readonly broken: Joint | undefined;
}

export interface BootOptions {
  /** The redirect server as a phone reaches it, such as `http://redirect.example:8081`. */
  readonly redirectServer: URL;
  /** The device ID of the phone's model, such as `42/2`. */
  readonly deviceId: string;
  readonly timeoutMs: number;
}

/** Browsers follow twenty redirects; a phone that needs more than five is badly configured. */
const MAX_REDIRECTS = 5;

/**
 * Does what a phone does at its first boot: logs in to the redirect server with its MAC-ID, follows the redirect to its
 * provisioning server, and gets its configuration.
 *
 * @param macId `7C2F80820EC0-55DF`
 * @returns a step for each server; the last one says where the chain broke, if it did
 */
export async function boot(
  macId: string,
  { redirectServer, deviceId, timeoutMs }: BootOptions,
): Promise<readonly Step[]> {
  const mac = macId.slice(0, 12);
  const url = new URL(`/device/${deviceId}/master.bin`, redirectServer);
  const first = await request(url, { username: mac, password: macId }, timeoutMs);
  if ('joint' in first) return [brokenStep('redirect server', first)];
  const { response, milliseconds } = first;
  const step = (outcome: string, broken?: Joint): Step => ({
    server: 'redirect server',
    status: response.status,
    outcome,
    milliseconds,
    broken,
  });
  const { location } = response.headers;
  if (response.status === 401) {
    return [step('the MAC-ID is not accepted, or the phone is not registered', 'login')];
  }
  if (response.status < 300 || response.status > 399 || location === undefined) {
    return [step(`no redirect: ${describeStatus(response)}`, jointOf(response.status) ?? 'no_redirect')];
  }
  // Some servers leave placeholders for the phone to expand.
  const target = expandRedirectUrl(location, { mac, deviceId });
  if (!parseRedirectUrl(target).ok || !URL.canParse(target, url.href)) {
    return [step(`the redirect is not a URL: ${redact(location)}`, 'no_redirect')];
  }
  return [step(redactUrl(target)), await provision(new URL(target, url.href), mac, timeoutMs)];
}

/** Gets the configuration, with the credentials that are part of the URL. */
async function provision(start: URL, mac: string, timeoutMs: number): Promise<Step> {
  const login: Login = { username: decodeURIComponent(start.username), password: decodeURIComponent(start.password) };
  let url = start;
  let milliseconds = 0;
  for (let redirects = 0; ; redirects++) {
    url.username = '';
    url.password = '';
    const result = await request(url, login.username === '' ? undefined : login, timeoutMs);
    milliseconds += result.milliseconds;
    if ('joint' in result) return brokenStep('provisioning', { ...result, milliseconds });
    const { response } = result;
    const step = (outcome: string, broken?: Joint): Step => ({
      server: 'provisioning',
      status: response.status,
      outcome,
      milliseconds,
      broken,
    });
    const { location } = response.headers;
    if (
      response.status >= 300 &&
      response.status <= 399 &&
      location !== undefined &&
      URL.canParse(location, url.href)
    ) {
      if (redirects === MAX_REDIRECTS)
        return step(`more than ${MAX_REDIRECTS} redirects, last to ${redactUrl(location)}`, 'redirect_loop');
      url = new URL(location, url.href);
      continue;
    }
    if (response.status === 401) {
      const why =
        login.username === ''
          ? 'it needs a user name and password in the URL'
          : 'it does not accept the user name and password of the URL';
      return step(why, 'login');
    }
    const joint = jointOf(response.status);
    if (joint !== undefined) return step(describeStatus(response), joint);
    return step(...judge(response, mac));
  }
}

/** Whether a document is the configuration of a phone. */
function judge({ text, bytes, headers }: HttpResponse, mac: string): readonly [string, Joint?] {
  const size = bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} kB`;
  if (text.trim() === '') return ['the document is empty', 'empty'];
  if (/^\s*(?:<!doctype html|<html)/i.test(text)) return [`HTML instead of XML, ${size}`, 'not_xml'];
  if (!/^[\s\ufeff]*</.test(text)) {
    return [`not XML (${headers['content-type'] ?? 'unknown type'}), ${size}`, 'not_xml'];
  }
  const macs = text.match(/(?<![0-9A-F])(?:[0-9A-F]{2}[:-]?){5}[0-9A-F]{2}(?![0-9A-F])/gi) ?? [];
  const named = new Set(macs.map((found) => found.replace(/[:-]/g, '').toUpperCase()));
  if (named.has(mac)) return [`XML for ${mac}, ${size}`];
  const [other] = named;
  return other === undefined
    ? [`XML without a MAC, ${size}`]
    : [`XML for ${other}, not for ${mac}, ${size}`, 'wrong_mac'];
}

interface Reached {
  readonly response: HttpResponse;
  readonly milliseconds: number;
}

interface Failed {
  readonly joint: Joint;
  readonly problem: string;
  readonly milliseconds: number;
}

/** Sends a request, and once more with a login if the server asks for one. */
async function request(url: URL, login: Login | undefined, timeoutMs: number): Promise<Reached | Failed> {
  const started = performance.now();
  const elapsed = (): number => Math.round(performance.now() - started);
  try {
    const response = await httpGet(url, {}, timeoutMs);
    const challenge = response.headers['www-authenticate'];
    if (response.status !== 401 || challenge === undefined || login === undefined) {
      return { response, milliseconds: elapsed() };
    }
    const authorization = answerChallenge(challenge, login, url);
    const answered = authorization === undefined ? response : await httpGet(url, { authorization }, timeoutMs);
    return { response: answered, milliseconds: elapsed() };
  } catch (error) {
    return { ...describeFailure(error), milliseconds: elapsed() };
  }
}

function describeFailure(error: unknown): { readonly joint: Joint; readonly problem: string } {
  if (error instanceof Error && error.name === 'TimeoutError') return { joint: 'timeout', problem: error.message };
  const { code, problem } = describeNetworkError(error);
  switch (code) {
    case 'unknown_host':
      return { joint: 'dns', problem };
    case 'refused':
    case 'tls':
    case 'timeout':
      return { joint: code, problem };
    default:
      return { joint: 'network', problem };
  }
}

const brokenStep = (server: Step['server'], { joint, problem, milliseconds }: Failed): Step => ({
  server,
  status: undefined,
  outcome: problem,
  milliseconds,
  broken: joint,
});

/** The joint that a status stands for; undefined for success. */
function jointOf(status: number): Joint | undefined {
  if (status >= 200 && status <= 299) return undefined;
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'not_found';
  return status >= 500 ? 'server_error' : 'status';
}

const meanings: Readonly<Partial<Record<number, string>>> = {
  403: 'access is forbidden',
  404: 'there is no such file',
  410: 'there is no such file any more',
};

const describeStatus = ({ status }: HttpResponse): string =>
  meanings[status] ?? (status >= 500 ? 'the server failed' : `unexpected status ${status}`);
