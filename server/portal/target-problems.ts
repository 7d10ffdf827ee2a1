import type { TargetInput, TargetProblems } from './pages/target-fields.ts';
import { parseProviderName, parseRedirectUrl, type Parsed } from '#autoprov';

/** Checks a redirect target field by field. */
export const problemsOfTarget = ({ url, providerName }: TargetInput): TargetProblems => ({
  url: problemsIn(parseRedirectUrl(url)),
  providerName: problemsIn(parseProviderName(providerName)),
});

const problemsIn = (parsed: Parsed<unknown>): readonly string[] => (parsed.ok ? [] : parsed.problems);
