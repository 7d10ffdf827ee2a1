import type { HttpAnswer } from './http.ts';
import type { Endpoint } from './peers.ts';

/** A minimal portal client: keeps the session's cookie and follows no redirects. */
export interface Visitor {
  send(path: string, init?: RequestInit): Promise<HttpAnswer>;
  /** Sends a form with the CSRF token, and with additional headers (`more`). */
  submit(
    path: string,
    form: Readonly<Record<string, string>> | FormData,
    more?: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer>;
}

/** Logs in to the portal. */
export async function visit({ url, username, password }: Endpoint): Promise<Visitor> {
  let cookie = '';
  const send = async (path: string, init: RequestInit = {}): Promise<HttpAnswer> => {
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url + path, { redirect: 'manual', ...init, headers });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) cookie = set.split(';', 1)[0] ?? '';
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const login = await send('/portal/login', {
    method: 'POST',
    body: new URLSearchParams({ name: username, password, to: '' }),
  });
  if (login.status !== 303) throw new Error(`The login was answered ${login.status}:\n${login.text}`);
  const { text } = await send('/portal/');
  const token = /name="_csrf" value="([^"]+)"/.exec(text)?.[1];
  if (token === undefined) throw new Error('The first page has no form with a token.');
  return {
    send,
    submit: (path, form, headers = {}) => {
      const body = form instanceof FormData ? form : new URLSearchParams({ ...form });
      body.append('_csrf', token);
      return send(path, { method: 'POST', body, headers });
    },
  };
}
