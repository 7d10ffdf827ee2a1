/** `gigaset-redirect completion`. */
export { completionCommand } from './completion.ts';
