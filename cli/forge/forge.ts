/** A text on a forge that a program recognises by its first line. */
export interface Post {
  readonly id: number;
  readonly body: string;
}

/** What a pipeline does on its forge. GitHub calls it a pull request, GitLab a merge request. */
export interface Forge {
  /** The comments on a pull request that the account of the token has written. */
  comments(pullRequest: number): Promise<readonly Post[]>;
  addComment(pullRequest: number, body: string): Promise<unknown>;
  updateComment(pullRequest: number, id: number, body: string): Promise<unknown>;
  /** The pull request that brought a commit to its branch. */
  mergedPullRequest(commit: string): Promise<number | undefined>;
  /** The open issues with {@link ISSUE_LABEL}. */
  openIssues(): Promise<readonly Post[]>;
  /** @returns its number */
  openIssue(title: string, body: string): Promise<number>;
  updateIssue(id: number, title: string, body: string): Promise<unknown>;
  closeIssue(id: number): Promise<unknown>;
}

/** The label by which the issues are found. */
export const ISSUE_LABEL = 'gigaset-drift';

/** The forge of a pipeline, and the pull request or commit that it runs for. */
export interface ForgeContext {
  readonly forge: Forge;
  readonly pullRequest: number | undefined;
  readonly commit: string | undefined;
}
