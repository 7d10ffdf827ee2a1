# The phones of a file by MAC, for one resource each. For a whole fleet, gigaset_device_list takes the file itself.
locals {
  phones = { for phone in provider::gigaset::parse_devices(file("${path.module}/devices.csv")) : phone.mac => phone }
}

output "phones_by_provider_name" {
  value = { for phone in local.phones : phone.provider_name => phone.mac... }
}
