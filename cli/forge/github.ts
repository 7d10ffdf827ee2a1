import { CommandError } from '../command.ts';
import { objectAt, textAt, type JsonObject } from '../plan/index.ts';
import { forgeApi, numberAt } from './forge-api.ts';
import { ISSUE_LABEL, type Forge } from './forge.ts';
import type { ForgeAccess } from './refusal.ts';

/** The account of the token that GitHub Actions gives to a job. */
const ACTIONS_ACCOUNT = 'github-actions[bot]';

const access: ForgeAccess = {
  token: 'GITHUB_TOKEN',
  permissions: 'The job needs the permissions "contents: read", "pull-requests: write" and "issues: write".',
  place: 'GITHUB_API_URL and GITHUB_REPOSITORY',
};

/** Where a GitHub is, as in `https://api.github.com`, `https://api.github.com/graphql` and `owner/name`. */
export interface GitHubPlace {
  readonly url: string;
  readonly graphqlUrl: string;
  readonly repository: string;
}

/** GitHub, or a GitHub Enterprise Server. */
export function github({ url, graphqlUrl, repository }: GitHubPlace, token: string): Forge {
  const headers = { accept: 'application/vnd.github+json', authorization: `Bearer ${token}` };
  const api = forgeApi(`${url}/repos/${repository}`, headers, access);
  const graphql = forgeApi(graphqlUrl, headers, access);
  /** The account of the token. Only GraphQL tells it to every kind of token, those of apps included. */
  const ownAccount = async (): Promise<string> => {
    try {
      const { data } = await graphql.query('{ viewer { login } }');
      return textAt(objectAt(data, 'viewer'), 'login') ?? ACTIONS_ACCOUNT;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return ACTIONS_ACCOUNT;
    }
  };
  const posts = (objects: readonly JsonObject[], id: string) =>
    objects.map((object) => ({ id: numberAt(object, id), body: textAt(object, 'body') ?? '' }));
  return {
    comments: async (pullRequest) => {
      const [all, account] = await Promise.all([api.getAll(`/issues/${pullRequest}/comments`), ownAccount()]);
      // Anyone can comment with our first line.
      const own = all.filter((comment) => textAt(objectAt(comment, 'user'), 'login') === account);
      return posts(own, 'id');
    },
    addComment: (pullRequest, body) => api.send('POST', `/issues/${pullRequest}/comments`, { body }),
    updateComment: (_pullRequest, id, body) => api.send('PATCH', `/issues/comments/${id}`, { body }),
    mergedPullRequest: async (commit) => {
      const all = await api.getAll(`/commits/${commit}/pulls`);
      const merged = all.find((pull) => textAt(pull, 'merged_at') !== undefined);
      return merged && numberAt(merged, 'number');
    },
    openIssues: async () => posts(await api.getAll(`/issues?state=open&labels=${ISSUE_LABEL}`), 'number'),
    openIssue: async (title, body) =>
      numberAt(await api.send('POST', '/issues', { title, body, labels: [ISSUE_LABEL] }), 'number'),
    updateIssue: (id, title, body) => api.send('PATCH', `/issues/${id}`, { title, body }),
    closeIssue: (id) => api.send('PATCH', `/issues/${id}`, { state: 'closed' }),
  };
}
