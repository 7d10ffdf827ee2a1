import { readJson } from '../json-stream/index.ts';
import { collectFleetChanges, type FleetChange } from './changes.ts';
import { engineName } from './engine-name.ts';
import { isObject, objectAt, textAt } from './json.ts';
import { createPlanHash } from './plan-hash.ts';

/** What a report needs to know of a plan. */
export interface Plan {
  readonly change: FleetChange;
  /** 64 hex digits. */
  readonly hash: string;
  /** As in `Terraform 1.14.0`. */
  readonly engine: string | undefined;
}

/** Other documents that people take for a plan. */
export type NoPlan = 'a state' | 'another document';

/**
 * Reads the document of `terraform show -json` or `tofu show -json` resource by resource, because that of 100,000 phones has
 * 200 MB. It does not read the parts that repeat the changes: the planned values and the prior state.
 *
 * @returns the plan, or what the document is instead
 * @throws JsonSyntaxError
 */
export async function readPlan(chunks: AsyncIterable<Uint8Array>): Promise<Plan | NoPlan> {
  const changes = collectFleetChanges();
  const hash = createPlanHash();
  const members = new Map<string, unknown>();
  const seen = new Set<string>();
  const configured: unknown[] = [];
  const ofResources = new Set<string>();
  const keep = (name: string) => ({ value: (value: unknown) => members.set(name, value) });
  const addResource = (resource: unknown): void => {
    if (!isObject(resource)) return;
    const provider = textAt(resource, 'provider_name');
    if (provider !== undefined) ofResources.add(provider);
    changes.add(resource);
    hash.add(resource);
  };
  await readJson(chunks, {
    members: {
      format_version: keep('format_version'),
      terraform_version: keep('terraform_version'),
      errored: keep('errored'),
      output_changes: keep('output_changes'),
      values: { seen: () => seen.add('values') },
      resource_changes: { seen: () => seen.add('resource_changes'), elements: { value: addResource } },
      configuration: { members: { provider_config: { value: (value) => configured.push(value) } } },
    },
  });
  if (!seen.has('resource_changes')) {
    if (!members.has('format_version')) return 'another document';
    if (seen.has('values')) return 'a state';
  }
  const document = Object.fromEntries(members);
  const change = changes.result(document['errored'] === true);
  const ofProviders = configured.flatMap((all) => (isObject(all) ? Object.values(all) : []));
  const addresses = [...ofProviders.flatMap((provider) => textAt(provider, 'full_name') ?? []), ...ofResources];
  return {
    change,
    hash: hash.digest(change, objectAt(document, 'output_changes')),
    engine: engineName(textAt(document, 'terraform_version'), addresses),
  };
}
