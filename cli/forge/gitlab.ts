import { objectAt, textAt, type JsonObject } from '../plan/index.ts';
import { forgeApi, numberAt } from './forge-api.ts';
import { ISSUE_LABEL, type Forge } from './forge.ts';
import type { ForgeAccess } from './refusal.ts';

const access: ForgeAccess = {
  token: 'GITLAB_TOKEN',
  permissions: 'The token needs the scope "api" and at least the role Reporter in this project.',
  place: 'CI_API_V4_URL and CI_PROJECT_ID',
};

/**
 * GitLab.
 *
 * @param url as in `https://gitlab.com/api/v4`
 * @param token an access token of the project with the scope `api`; CI_JOB_TOKEN may not comment
 */
export function gitlab(url: string, project: string, token: string): Forge {
  const headers = { 'private-token': token };
  const api = forgeApi(`${url}/projects/${encodeURIComponent(project)}`, headers, access);
  const account = forgeApi(url, headers, access);
  return {
    comments: async (pullRequest) => {
      const [all, user] = await Promise.all([api.getAll(`/merge_requests/${pullRequest}/notes`), account.get('/user')]);
      // Anyone can comment with our first line.
      const own = all.filter((note) => numberAt(objectAt(note, 'author'), 'id') === numberAt(user, 'id'));
      return own.map((note) => ({ id: numberAt(note, 'id'), body: textAt(note, 'body') ?? '' }));
    },
    addComment: (pullRequest, body) => api.send('POST', `/merge_requests/${pullRequest}/notes`, { body }),
    updateComment: (pullRequest, id, body) => api.send('PUT', `/merge_requests/${pullRequest}/notes/${id}`, { body }),
    mergedPullRequest: async (commit) => {
      const all = await api.getAll(`/repository/commits/${commit}/merge_requests`);
      const merged = all.find((request) => textAt(request, 'state') === 'merged');
      return merged && numberAt(merged, 'iid');
    },
    openIssues: async () => {
      const all = await api.getAll(`/issues?state=opened&labels=${ISSUE_LABEL}`);
      return all.map((issue: JsonObject) => ({ id: numberAt(issue, 'iid'), body: textAt(issue, 'description') ?? '' }));
    },
    openIssue: async (title, body) =>
      numberAt(await api.send('POST', '/issues', { title, description: body, labels: ISSUE_LABEL }), 'iid'),
    updateIssue: (id, title, body) => api.send('PUT', `/issues/${id}`, { title, description: body }),
    closeIssue: (id) => api.send('PUT', `/issues/${id}`, { state_event: 'close' }),
  };
}
