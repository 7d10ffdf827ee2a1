import { violationOf } from '../../attributes/url-policy.ts';
import type { ResolvedFleet } from './resolved-fleet.ts';
import type { UrlPolicy } from '#autoprov';
import { ProviderError, type Problem } from '#framework';

/** More problems would be of the same kind. */
const MAX_SHOWN = 20;

/**
 * Refuses a fleet with redirect URLs that the provider's configuration does not allow: one error for each URL, with the first
 * line that has it.
 *
 * @throws ProviderError
 */
export function checkUrls(policy: UrlPolicy, { fleet, places }: ResolvedFleet): void {
  if (policy.allowedHosts === undefined && !policy.requireHttps) return;
  const firstLines = new Map<number, number>();
  for (let at = 0; at < fleet.size; at++) {
    const place = fleet.destinationOf[at] ?? 0;
    const line = fleet.lines[at] ?? 0;
    if (line < (firstLines.get(place) ?? Infinity)) firstLines.set(place, line);
  }
  const problems: Problem[] = [];
  for (const [place, line] of firstLines) {
    const url = places[place]?.plainUrl;
    const violation = url === undefined ? undefined : violationOf(policy, url);
    if (violation === undefined) continue;
    const isDefault = fleet.destinations[place]?.url === null;
    problems.push(
      isDefault
        ? { summary: 'This redirect URL is not allowed', detail: violation, path: ['url'] }
        : { summary: `devices, line ${line}: this redirect URL is not allowed`, detail: violation, path: ['devices'] },
    );
  }
  if (problems.length > 0) throw new ProviderError(problems.slice(0, MAX_SHOWN));
}
