# Several phones from a CSV file with bare MACs, and their MAC-IDs from a secret store, joined by MAC. The key is the MAC,
# never the MAC-ID: addresses appear in every plan and log.
variable "mac_ids" {
  type      = string
  sensitive = true
}

locals {
  ids = provider::gigaset::parse_ids(var.mac_ids)
}

resource "gigaset_device" "berlin" {
  for_each = provider::gigaset::read_devices("${path.module}/berlin.csv")

  mac_id        = local.ids.mac_ids[each.key]
  url           = each.value.url
  provider_name = each.value.provider_name
}

# Names the lines of mac_ids with mistakes. A phone without its MAC-ID is an error above.
check "mac_ids" {
  assert {
    condition     = length(local.ids.errors) == 0
    error_message = join("\n", nonsensitive(local.ids.errors))
  }
}
