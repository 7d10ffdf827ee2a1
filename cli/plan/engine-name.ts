/** The engines by their default registry, which completes the addresses of providers. */
const registries: Readonly<Record<string, string>> = {
  'registry.opentofu.org': 'OpenTofu',
  'registry.terraform.io': 'Terraform',
};

/**
 * The engine that made a plan, as in `OpenTofu 1.12.6`. A plan names its version; the address of a provider shows which
 * engine it is, unless it has a registry of its own.
 */
export function engineName(version: string | undefined, providers: Iterable<string>): string | undefined {
  if (version === undefined) return undefined;
  for (const address of providers) {
    const name = registries[address.split('/')[0] ?? ''];
    if (name !== undefined) return `${name} ${version}`;
  }
  return `engine ${version}`;
}
