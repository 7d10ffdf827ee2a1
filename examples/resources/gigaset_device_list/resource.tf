# The fleet in devices.csv, one phone per line. The URL and provider name here apply to lines without their own.
resource "gigaset_device_list" "berlin" {
  devices       = file("${path.module}/devices.csv")
  url           = "https://provider.example/xml/%MACD.xml"
  provider_name = "Daryna"
}

output "last_change" {
  value = gigaset_device_list.berlin.last_change
}
