# The fleet in devices.csv, one phone per line, by its MAC. The URL and provider name here apply to lines without their own.
resource "gigaset_device_list" "berlin" {
  devices       = file("${path.module}/devices.csv")
  ids           = var.mac_ids
  url           = "https://provider.example/xml/%MACD.xml"
  provider_name = "Daryna"
}

# The MAC-IDs of the phones, one per line. They are secret, so they come from a secret store and not from the repository.
variable "mac_ids" {
  type      = string
  sensitive = true
}

output "last_change" {
  value = gigaset_device_list.berlin.last_change
}
