/** `gigaset-redirect export`: an account as a declaration. */
export { exportCommand } from './export.ts';
