import { hostOf, type FleetChange, type PhoneChange } from './changes.ts';

/** The share of a fleet, in percent, whose deregistration is a risk. */
export const DEFAULT_SHRINK_PERCENT = 10;

/**
 * What a reviewer should look at first, the worst first, as Markdown sentences.
 *
 * @param shrinkPercent the share of the fleet that may be deregistered without a remark
 */
export function findRisks(change: FleetChange, shrinkPercent: number): readonly string[] {
  const { deregistered, before, hostsBefore, registered, repointed } = change;
  const incoming = [...repointed, ...registered];
  const risks: string[] = [];
  if (change.errored) risks.push('Planning failed: this plan is incomplete and cannot be applied.');
  const percent = before === 0 ? 0 : (100 * deregistered.length) / before;
  if (percent > shrinkPercent) {
    risks.push(
      `The fleet loses ${count(deregistered.length)} of its ${count(before)} phones (${percent.toFixed(0)}%).`,
    );
  }
  risks.push(...newHosts(incoming, hostsBefore));
  const downgraded = repointed.filter(({ from, to }) => isHttps(from?.url) && isHttp(to?.url));
  if (downgraded.length > 0)
    risks.push(`${phonesOf(downgraded)} ${downgraded.length === 1 ? 'points' : 'point'} to http instead of https.`);
  const withCredentials = incoming.filter(({ to }) => to?.hasCredentials === true);
  if (withCredentials.length > 0) {
    const unencrypted = withCredentials.some(({ to }) => isHttp(to?.url)) ? ', over plain http' : '';
    const verb = withCredentials.length === 1 ? 'gets' : 'get';
    risks.push(`${phonesOf(withCredentials)} ${verb} a user name and password in the URL${unencrypted}.`);
  }
  if (change.unknown > 0) {
    const resources = change.unknown === 1 ? '1 resource' : `${change.unknown} resources`;
    risks.push(`The phones of ${resources} are known only after apply.`);
  }
  return risks;
}

/** Hosts that are named one by one: more are no help in a review. */
const MAX_HOSTS = 5;

/** The hosts that no phone pointed to before, unless the fleet is new; those with the most phones first. */
function newHosts(incoming: readonly PhoneChange[], hostsBefore: ReadonlySet<string>): readonly string[] {
  if (hostsBefore.size === 0) return [];
  const found = [...Map.groupBy(incoming, ({ to }) => hostOf(to?.url) ?? '')]
    .filter(([host]) => host !== '' && !hostsBefore.has(host))
    .toSorted(([, a], [, b]) => b.length - a.length);
  const named = found
    .slice(0, MAX_HOSTS)
    .map(([host, all]) => `${code(host)} is a host that no phone of this fleet pointed to before (${phonesOf(all)}).`);
  const rest = found.slice(MAX_HOSTS);
  if (rest.length === 0) return named;
  const others = rest.length === 1 ? 'Another host was' : `${count(rest.length)} more hosts were`;
  return [...named, `${others} not in use before (${phonesOf(rest.flatMap(([, all]) => all))}).`];
}

const isHttps = (url: string | undefined): boolean => /^https:/i.test(url ?? '');
const isHttp = (url: string | undefined): boolean => /^http:/i.test(url ?? '');

/** A number with a comma between thousands. */
export const count = (number: number): string => number.toLocaleString('en-US');

const phonesOf = (phones: readonly PhoneChange[]): string =>
  phones.length === 1 ? '1 phone' : `${count(phones.length)} phones`;

/** Text as inline code of Markdown, which shows it as it is. */
export function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}
