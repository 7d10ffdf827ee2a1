import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../../tools/paths.ts';

/** What the pipelines in `examples/gitops/` do. */
export type Task = 'plan' | 'apply' | 'drift';

export const forges = ['github', 'gitlab'] as const;
export type ForgeName = (typeof forges)[number];

/** A command of a pipeline, and the variables that its file gives it. */
interface Step {
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

const readYaml = (...path: readonly string[]): unknown => parse(readFileSync(join(root, ...path), 'utf8'));

/**
 * What the pipeline of a forge runs for a task: the last step of the action, or the script of the job.
 *
 * @param scripts the folder with the three scripts, as the pipeline sees it
 */
export function stepOf(forge: ForgeName, task: Task, scripts: string): Step {
  if (forge === 'github') {
    const { runs }: { readonly runs?: { readonly steps?: readonly Partial<Step>[] } } = Object(readYaml('action.yml'));
    const last = runs?.steps?.at(-1)?.run;
    assert(last !== undefined, 'The last step of action.yml runs no command');
    return { run: last, env: { TASK: task, SCRIPTS: scripts } };
  }
  const jobs: Readonly<Record<string, { readonly script?: readonly string[] }>> = Object(
    readYaml('examples/gitops/gitlab/.gitlab-ci.yml'),
  );
  const script = jobs[task === 'plan' ? 'report' : task]?.script;
  assert(script !== undefined, `.gitlab-ci.yml has no job for ${task}`);
  return { run: script.join('\n').replaceAll('ci/', `${scripts}/`), env: {} };
}
