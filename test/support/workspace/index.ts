/** Plans and applies without an engine, by the calls that an engine makes. */
export type { Change, Outcome, Plan, Resources, SavedResource } from './outcome.ts';
export { openWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';
