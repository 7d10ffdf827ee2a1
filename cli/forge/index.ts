/** `gigaset-redirect forge`: reports on GitHub and GitLab. */
export { forgeCommand } from './forge-command.ts';
