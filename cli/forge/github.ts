import { objectAt, textAt, type JsonObject } from '../plan/index.ts';
import { forgeApi, numberAt } from './forge-api.ts';
import { ISSUE_LABEL, type Forge } from './forge.ts';

/** The account of GITHUB_TOKEN, which cannot ask for its own name. */
const ACTIONS_ACCOUNT = 'github-actions[bot]';

/**
 * GitHub, or a GitHub Enterprise Server.
 *
 * @param url as in `https://api.github.com`
 * @param repository as in `owner/name`
 */
export function github(url: string, repository: string, token: string): Forge {
  const api = forgeApi(`${url}/repos/${repository}`, {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
  });
  const posts = (objects: readonly JsonObject[], id: string) =>
    objects.map((object) => ({ id: numberAt(object, id), body: textAt(object, 'body') ?? '' }));
  return {
    comments: async (pullRequest) => {
      const all = await api.getAll(`/issues/${pullRequest}/comments`);
      // Anyone can comment with our first line.
      return posts(
        all.filter((comment) => textAt(objectAt(comment, 'user'), 'login') === ACTIONS_ACCOUNT),
        'id',
      );
    },
    addComment: (pullRequest, body) => api.send('POST', `/issues/${pullRequest}/comments`, { body }),
    updateComment: (_pullRequest, id, body) => api.send('PATCH', `/issues/comments/${id}`, { body }),
    mergedPullRequest: async (commit) => {
      const all = await api.getAll(`/commits/${commit}/pulls`);
      const merged = all.find((pull) => textAt(pull, 'merged_at') !== undefined);
      return merged && numberAt(merged, 'number');
    },
    openIssues: async () => posts(await api.getAll(`/issues?state=open&labels=${ISSUE_LABEL}`), 'number'),
    openIssue: (title, body) => api.send('POST', '/issues', { title, body, labels: [ISSUE_LABEL] }),
    updateIssue: (id, title, body) => api.send('PATCH', `/issues/${id}`, { title, body }),
    closeIssue: (id) => api.send('PATCH', `/issues/${id}`, { state: 'closed' }),
  };
}
