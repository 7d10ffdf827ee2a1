# The phones of a file by their MACs, for a resource each. For a whole fleet, gigaset_device_list takes the file as it is.
locals {
  phones = { for phone in provider::gigaset::parse_devices(file("${path.module}/devices.csv")) : phone.mac => phone }
}

output "phones_by_provider_name" {
  value = { for phone in local.phones : phone.provider_name => phone.mac... }
}
