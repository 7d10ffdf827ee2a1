# MAC-IDs from a secret store, one per line.
variable "mac_ids" {
  type      = string
  sensitive = true
}

locals {
  ids = provider::gigaset::parse_ids(var.mac_ids)
}

# The MAC-ID of a phone is local.ids.mac_ids["7C2F80820EC0"]. The MACs may be shown, and so may the errors.
output "phones_with_an_id" {
  value = nonsensitive(keys(local.ids.mac_ids))
}

check "mac_ids" {
  assert {
    condition     = length(local.ids.errors) == 0
    error_message = join("\n", nonsensitive(local.ids.errors))
  }
}
