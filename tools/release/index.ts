/** Standalone executables and releases. */
export { buildExecutable, type ExecutableSource } from './executable.ts';
export { commandLineSource, providerSource } from './sources.ts';
export { executableSuffix, hostTarget, type Target, targetName, targets } from './targets.ts';
