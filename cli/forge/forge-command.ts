import type { Command } from 'commander';
import { CommandError, exitCodes, type CommandEntry } from '../command.ts';
import { jsonOption } from '../options.ts';
import { printResult } from '../output.ts';
import type { Post } from './forge.ts';

interface JsonChoice {
  readonly json?: true;
}

/** `gigaset-redirect forge …`: what a pipeline writes on GitHub or GitLab. */
export const forgeCommand: CommandEntry = {
  name: 'forge',
  register(program: Command): void {
    const forge = program
      .command('forge')
      .summary('post reports on GitHub or GitLab, from a pipeline')
      .description(
        'Posts reports from a pipeline of GitHub Actions (GITHUB_TOKEN) or GitLab CI (GITLAB_TOKEN). A repeated report updates the earlier one.',
      )
      .addHelpText(
        'before',
        'Examples:\n  gigaset-redirect forge comment report.md\n  gigaset-redirect forge issue drift.md\n  gigaset-redirect forge issue --close\n',
      );
    forge
      .command('comment')
      .summary('comment on the pull request, or update the comment')
      .description(
        'Comments on the pull request of this pipeline with a report, or updates the comment with that report.',
      )
      .argument('<report.md>', 'the output of gigaset-redirect report; - is stdin')
      .addOption(jsonOption())
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect forge comment report.md
  terraform show -json plan.bin | gigaset-redirect report | gigaset-redirect forge comment -
`,
      )
      .action(comment);
    forge
      .command('reviewed')
      .summary('print the hash of the plan that was reviewed')
      .description(
        'Prints the hash in the last report on the pull request that was merged, for report --verify. Exit code 1 if there is none.',
      )
      .option('--title <text>', 'the title of the report')
      .addOption(jsonOption())
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect forge reviewed
  gigaset-redirect report plan.json --verify "$(gigaset-redirect forge reviewed)"
`,
      )
      .action(reviewed);
    forge
      .command('issue')
      .summary('open, update or close the issue about drift')
      .description('Opens an issue with a text, or updates the one that is open. With --close, closes it.')
      .argument('[drift.md]', 'the output of gigaset-redirect diff --format markdown; - is stdin')
      .option('--close', 'close the issue, if it is open')
      .option('--title <text>', 'the name of the stack, if a repository has several')
      .addOption(jsonOption())
      .addHelpText(
        'before',
        `Examples:
  gigaset-redirect forge issue drift.md
  gigaset-redirect forge issue drift.md --title berlin
  gigaset-redirect forge issue --close
`,
      )
      .action(issue);
  },
};

async function comment(file: string, options: JsonChoice): Promise<void> {
  const { nameOf, readText } = await import('../phones-file.ts');
  const body = await readText(file);
  const [first = ''] = body.split('\n');
  if (!first.startsWith('<!-- gigaset-redirect report ')) {
    throw new CommandError(
      `${nameOf(file)} is not a report. Make one with: gigaset-redirect report plan.json --output report.md`,
    );
  }
  const { forge, pullRequest } = await context();
  if (pullRequest === undefined) {
    throw new CommandError('This pipeline does not belong to a pull request.', exitCodes.usage);
  }
  const earlier = startingWith(await forge.comments(pullRequest), first);
  if (earlier === undefined) await forge.addComment(pullRequest, body);
  else await forge.updateComment(pullRequest, earlier.id, body);
  const action = earlier === undefined ? 'added' : 'updated';
  printResult(options, { pullRequest, action }, `The report on pull request ${pullRequest} was ${action}.`);
}

async function reviewed(options: JsonChoice & { readonly title?: string }): Promise<void> {
  const { title } = options;
  const { marker } = await import('../plan/index.ts');
  const { forge, commit } = await context();
  if (commit === undefined) throw new CommandError('The pipeline names no commit.', exitCodes.usage);
  const pullRequest = await forge.mergedPullRequest(commit);
  if (pullRequest === undefined) throw new CommandError(`Commit ${commit} was not merged by a pull request.`);
  const report = startingWith(await forge.comments(pullRequest), marker(title));
  const hash = report === undefined ? undefined : /^plan `([0-9a-f]{64})`/m.exec(report.body)?.[1];
  if (hash === undefined) {
    throw new CommandError(`Pull request ${pullRequest} has no report${title === undefined ? '' : ` of ${title}`}.`);
  }
  printResult(options, { pullRequest, hash }, hash);
}

async function issue(
  file: string | undefined,
  options: JsonChoice & { readonly close?: true; readonly title?: string },
): Promise<void> {
  if ((file === undefined) !== (options.close === true)) {
    throw new CommandError('Name a file with the text of the issue, or add --close.', exitCodes.usage);
  }
  const { marker } = await import('../plan/index.ts');
  const { readText } = await import('../phones-file.ts');
  const text = file === undefined ? '' : await readText(file);
  const { forge } = await context();
  const first = marker(`drift ${options.title ?? ''}`.trim());
  const open = startingWith(await forge.openIssues(), first);
  if (file === undefined) {
    if (open !== undefined) await forge.closeIssue(open.id);
    printResult(
      options,
      { issue: open?.id ?? null, action: open === undefined ? 'none' : 'closed' },
      open === undefined ? 'There is no open issue.' : `Issue ${open.id} was closed.`,
    );
    return;
  }
  const title = `Phones are not registered as declared${options.title === undefined ? '' : `: ${options.title}`}`;
  const body = `${first}\n${text}`;
  const number = open?.id ?? (await forge.openIssue(title, body));
  if (open !== undefined) await forge.updateIssue(number, title, body);
  const action = open === undefined ? 'opened' : 'updated';
  printResult(options, { issue: number, action }, `Issue ${number} was ${action}.`);
}

async function context() {
  const { findForge } = await import('./pipeline.ts');
  return findForge(process.env);
}

/** The first post of this program with this first line. */
const startingWith = (posts: readonly Post[], first: string): Post | undefined =>
  posts.find(({ body }) => body.split(/\r?\n/)[0] === first);
