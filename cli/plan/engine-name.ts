import { isObject, objectAt, objectsAt, textAt, type JsonObject } from './json.ts';

/** The engines by their default registry, which completes the addresses of providers. */
const registries: Readonly<Record<string, string>> = {
  'registry.opentofu.org': 'OpenTofu',
  'registry.terraform.io': 'Terraform',
};

/**
 * The engine that made a plan, as in `OpenTofu 1.12.6`. A plan names its version; the address of a provider shows which
 * engine it is, unless it has a registry of its own.
 */
export function engineOf(plan: JsonObject): string | undefined {
  const version = textAt(plan, 'terraform_version');
  if (version === undefined) return undefined;
  const addresses = [
    ...Object.values(objectAt(objectAt(plan, 'configuration'), 'provider_config'))
      .filter(isObject)
      .map((provider) => textAt(provider, 'full_name')),
    ...objectsAt(plan, 'resource_changes').map((resource) => textAt(resource, 'provider_name')),
  ];
  for (const address of addresses) {
    const name = registries[address?.split('/')[0] ?? ''];
    if (name !== undefined) return `${name} ${version}`;
  }
  return `engine ${version}`;
}
