# An ephemeral value and a write-only attribute keep the MAC-IDs out of plan and state.
variable "hamburg_mac_ids" {
  type      = string
  ephemeral = true
}

resource "gigaset_device_list" "hamburg" {
  devices       = "mac_id\n7C2F80B00001\n7C2F80B00002\n"
  ids_wo        = var.hamburg_mac_ids
  url           = "https://provider.example/xml/%MACD.xml"
  provider_name = "Hamburg"
}
