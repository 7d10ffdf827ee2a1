# The phones of a file by MAC, for one resource each. For a whole fleet, gigaset_device_list takes the file itself.
locals {
  phones = provider::gigaset::read_devices("${path.module}/devices.csv")
}

output "phones_by_provider_name" {
  value = { for mac, phone in local.phones : phone.provider_name => mac... }
}
