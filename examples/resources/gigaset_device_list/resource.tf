# The fleet in devices.csv: a line a phone. URL and provider name may stand on each line, or here for those that have none.
resource "gigaset_device_list" "berlin" {
  devices       = file("${path.module}/devices.csv")
  url           = "https://provider.example/xml/%MACD.xml"
  provider_name = "Daryna"
}

output "last_change" {
  value = gigaset_device_list.berlin.last_change
}
