/** What a phone does at its first boot. */
export { boot, type BootOptions, type Joint, type Step } from './boot.ts';
