import { DEVICES_FILE, escapeTemplates, importId, type DeclarationOptions, type Files } from './declaration.ts';

/** The HCL that declares the phones of `devices.csv`, and the import blocks for them. */
export function formatHcl(options: DeclarationOptions): Files {
  const { resources, hasIds } = options;
  const variable = hasIds ? '' : idsVariable(resources === 'list');
  return resources === 'list'
    ? { 'main.tf': `${head}\n${list(hasIds)}${variable}`, 'import.tf': `${importNote}\n${listImport(options)}` }
    : { 'main.tf': `${head}\n${devices(hasIds)}${variable}`, 'import.tf': `${importNote}\n${deviceImports}` };
}

const head = `# The endpoint, user name and password come from GIGASET_ENDPOINT, GIGASET_USERNAME and GIGASET_PASSWORD.
terraform {
  required_providers {
    gigaset = {
      source = "gigaset-redirect/gigaset"
    }
  }
}
`;

const importNote = '# Adopts the phones that are registered already. Delete this file after the first apply.';

const list = (hasIds: boolean): string => `resource "gigaset_device_list" "phones" {
  devices = file("\${path.module}/${DEVICES_FILE}")
${hasIds ? '' : '  ids_wo  = var.mac_ids\n'}}
`;

const devices = (hasIds: boolean): string => `locals {
  phones = provider::gigaset::read_devices("\${path.module}/${DEVICES_FILE}")
${hasIds ? '' : '  ids    = provider::gigaset::parse_ids(var.mac_ids)\n'}}

resource "gigaset_device" "phone" {
  for_each = local.phones

  mac_id        = ${hasIds ? 'each.value.mac_id' : 'lookup(local.ids.mac_ids, each.key, each.value.mac_id)'}
  url           = each.value.url
  provider_name = each.value.provider_name
}
`;

const idsVariable = (ephemeral: boolean): string => `
# The MAC-IDs of phones to register, one per line. They are secret: set TF_VAR_mac_ids from a secret store.
variable "mac_ids" {
  type      = string
  sensitive = true
${ephemeral ? '  ephemeral = true\n  default   = null\n' : '  default   = ""\n'}}
`;

const listImport = ({ providerNames }: DeclarationOptions): string => `import {
  to = gigaset_device_list.phones
  id = ${quote(importId(providerNames))}
}
`;

const deviceImports = `import {
  for_each = local.phones
  to       = gigaset_device.phone[each.key]
  id       = each.key
}
`;

/** A text as a string of HCL without templates. */
const quote = (text: string): string => escapeTemplates(JSON.stringify(text));
