import { readFileSync } from 'node:fs';
import { CommandError, exitCodes } from '../command.ts';
import { isObject, objectAt, parseJson } from '../plan/index.ts';
import { numberAt } from './forge-api.ts';
import type { ForgeContext } from './forge.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';

/**
 * The forge whose pipeline runs this program, by the variables that it sets.
 *
 * @throws CommandError that names a missing variable
 */
export function findForge(environment: NodeJS.ProcessEnv): ForgeContext {
  const required = (name: string, hint: string): string => {
    const value = environment[name];
    if (value !== undefined && value !== '') return value;
    throw new CommandError(`The environment variable ${name} is not set. ${hint}`, exitCodes.usage);
  };
  const runner = 'The runner sets it.';
  if (environment['GITHUB_ACTIONS'] === 'true') {
    const url = environment['GITHUB_API_URL'] ?? 'https://api.github.com';
    const token = required('GITHUB_TOKEN', 'Pass secrets.GITHUB_TOKEN to the step.');
    const graphqlUrl = environment['GITHUB_GRAPHQL_URL'] ?? `${url}/graphql`;
    return {
      forge: github({ url, graphqlUrl, repository: required('GITHUB_REPOSITORY', runner) }, token),
      pullRequest: pullRequestOfEvent(environment['GITHUB_EVENT_PATH']),
      commit: environment['GITHUB_SHA'],
    };
  }
  if (environment['GITLAB_CI'] === 'true') {
    const token = required('GITLAB_TOKEN', 'Store an access token of the project with the scope api in it.');
    const number = Number(environment['CI_MERGE_REQUEST_IID']);
    return {
      forge: gitlab(required('CI_API_V4_URL', runner), required('CI_PROJECT_ID', runner), token),
      pullRequest: Number.isSafeInteger(number) && number > 0 ? number : undefined,
      commit: environment['CI_COMMIT_SHA'],
    };
  }
  throw new CommandError(
    'This is not a pipeline of GitHub Actions or GitLab CI: neither GITHUB_ACTIONS nor GITLAB_CI is true.',
    exitCodes.usage,
  );
}

/** The number in the event of GitHub that started the workflow. */
function pullRequestOfEvent(file: string | undefined): number | undefined {
  if (file === undefined || file === '') return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const event = parseJson(text);
  const number = isObject(event) ? numberAt(objectAt(event, 'pull_request'), 'number') : 0;
  return number > 0 ? number : undefined;
}
