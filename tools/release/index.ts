/** Standalone executables and releases. */
export { buildExecutable, type ExecutableSource } from './executable.ts';
export { providerArchive } from './archives.ts';
export { buildRelease } from './release.ts';
export { fetchRuntime } from './runtime.ts';
export { commandLineSource, providerSource } from './sources.ts';
export { executableSuffix, hostTarget, type Target, targetName, targets } from './targets.ts';
