# Keeps what succeeds, reports the rest and retries it with the next apply. The CSV can be made from anything, here from a
# list of MAC-IDs.
variable "leipzig" {
  type      = list(string)
  sensitive = true
}

resource "gigaset_device_list" "leipzig" {
  devices       = join("\n", concat(["mac_id"], var.leipzig))
  url           = "https://provider.example/%DVID/%MACD.xml"
  provider_name = "Leipzig"
  on_failure    = "continue"
}
