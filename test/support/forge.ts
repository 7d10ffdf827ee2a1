import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A comment or an issue that was posted. */
export interface PostedText {
  readonly id: number;
  readonly author: string;
  title: string;
  body: string;
  isOpen: boolean;
}

/** A stand-in for the APIs of GitHub and GitLab with one repository and one pull request. It records what is posted. */
export interface StandInForge {
  /** The variables that a pipeline of the forge has, at a pull request or after its merge. */
  pipeline(kind: 'github' | 'gitlab'): Readonly<Record<string, string>>;
  readonly comments: PostedText[];
  readonly issues: PostedText[];
  /** From now on, the account of the token is this one. */
  actAs(account: string): void;
  /** From now on, everything is answered so, as by a proxy that asks for a login, or a forge that limits requests. */
  answerWith(text: string, status?: number, headers?: Readonly<Record<string, string>>): void;
  /** Forgets what was posted, and the settings above. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

const TOKEN = 'stand-in-token';
const BOT = 'github-actions[bot]';
const COMMIT = 'c0ffee';

export async function startForge(): Promise<StandInForge> {
  const comments: PostedText[] = [];
  const issues: PostedText[] = [];
  let account = BOT;
  let foreignAnswer: ((response: ServerResponse) => void) | undefined;
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  const url = `http://127.0.0.1:${address.port}`;

  const add = (to: PostedText[], title: unknown, body: unknown): PostedText => {
    const id = comments.length + issues.length + 100;
    const posted = {
      id,
      author: account,
      title: typeof title === 'string' ? title : '',
      body: String(body),
      isOpen: true,
    };
    to.push(posted);
    return posted;
  };
  const change = (posted: PostedText | undefined, content: Readonly<Record<string, unknown>>): unknown => {
    if (posted === undefined) return undefined;
    const body = content['body'] ?? content['description'];
    if (typeof body === 'string') posted.body = body;
    if (typeof content['title'] === 'string') posted.title = content['title'];
    if (content['state'] === 'closed' || content['state_event'] === 'close') posted.isOpen = false;
    return posted;
  };
  const shown = (posted: PostedText): unknown => ({
    id: posted.id,
    iid: posted.id,
    number: posted.id,
    body: posted.body,
    description: posted.body,
    user: { login: posted.author },
    author: { id: posted.author === account ? 1 : 2 },
  });
  const routes: readonly [RegExp, (id: number, content: Readonly<Record<string, unknown>>) => unknown][] = [
    [/^GET .*\/(?:issues\/7\/comments|merge_requests\/7\/notes)$/, () => comments.map(shown)],
    [
      /^POST .*\/(?:issues\/7\/comments|merge_requests\/7\/notes)$/,
      (_id, { body }) => shown(add(comments, undefined, body)),
    ],
    [
      /^(?:PATCH .*\/issues\/comments|PUT .*\/merge_requests\/7\/notes)\/(\d+)$/,
      (id, content) =>
        change(
          comments.find((one) => one.id === id),
          content,
        ),
    ],
    [/^GET .*\/commits\/[0-9a-f]+\/pulls$/, () => [{ number: 7, merged_at: '2026-11-28T12:00:00Z' }]],
    [/^GET .*\/repository\/commits\/[0-9a-f]+\/merge_requests$/, () => [{ iid: 7, state: 'merged' }]],
    [/^GET .*\/issues$/, () => issues.filter(({ isOpen }) => isOpen).map(shown)],
    [/^POST .*\/issues$/, (_id, { title, body, description }) => shown(add(issues, title, body ?? description))],
    [
      /^(?:PATCH|PUT) .*\/issues\/(\d+)$/,
      (id, content) =>
        change(
          issues.find((one) => one.id === id),
          content,
        ),
    ],
    [/^GET .*\/user$/, () => ({ id: 1 })],
    [/^POST \/graphql$/, () => ({ data: { viewer: { login: account } } })],
  ];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = (await buffer(request)).toString();
    if (foreignAnswer !== undefined) {
      foreignAnswer(response);
      return;
    }
    const { authorization, 'private-token': token } = request.headers;
    if (authorization !== `Bearer ${TOKEN}` && token !== TOKEN) {
      response.writeHead(401).end('{"message":"Bad credentials"}');
      return;
    }
    const content: Readonly<Record<string, unknown>> = text === '' ? {} : JSON.parse(text);
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const line = `${request.method ?? ''} ${pathname}`;
    for (const [pattern, handle] of routes) {
      const match = pattern.exec(line);
      const result = match && handle(Number(match[1]), content);
      if (result === null || result === undefined) continue;
      const page = Number(searchParams.get('page') ?? 1);
      const size = Number(searchParams.get('per_page') ?? 20);
      const paged: unknown = Array.isArray(result) ? result.slice((page - 1) * size, page * size) : result;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(paged));
      return;
    }
    response.writeHead(404).end('{"message":"Not Found"}');
  }

  return {
    comments,
    issues,
    pipeline: (kind) =>
      kind === 'github'
        ? {
            GITHUB_ACTIONS: 'true',
            GITHUB_API_URL: url,
            GITHUB_REPOSITORY: 'example/phones',
            GITHUB_TOKEN: TOKEN,
            GITHUB_SHA: COMMIT,
          }
        : {
            GITLAB_CI: 'true',
            CI_API_V4_URL: `${url}/api/v4`,
            CI_PROJECT_ID: '42',
            CI_MERGE_REQUEST_IID: '7',
            CI_COMMIT_SHA: COMMIT,
            GITLAB_TOKEN: TOKEN,
          },
    actAs: (name) => {
      account = name;
    },
    answerWith: (text, status = 200, headers = {}) => {
      foreignAnswer = (response) => void response.writeHead(status, headers).end(text);
    },
    clear: () => {
      account = BOT;
      foreignAnswer = undefined;
      comments.length = 0;
      issues.length = 0;
      return Promise.resolve();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
