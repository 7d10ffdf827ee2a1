# What works is kept, the rest is told and tried again at the next apply. The text may come from anywhere, for instance
# from a list of MAC-IDs.
variable "leipzig" {
  type      = list(string)
  sensitive = true
  default   = ["7C2F80A14C10-11A0", "7C2F80A14C11-9B3F"]
}

resource "gigaset_device_list" "leipzig" {
  devices       = join("\n", concat(["mac_id"], var.leipzig))
  url           = "https://provider.example/%DVID/%MACD.xml"
  provider_name = "Leipzig"
  on_failure    = "continue"
}
