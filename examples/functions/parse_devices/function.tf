# A CSV with MAC-IDs from a secret store. The variable is sensitive, so no error and no plan shows it. For a file, use
# read_devices; for a whole fleet, gigaset_device_list takes the text itself.
variable "fleet" {
  type      = string
  sensitive = true
}

locals {
  phones = provider::gigaset::parse_devices(var.fleet)
}

output "phones_by_provider_name" {
  value = nonsensitive({ for phone in local.phones : phone.provider_name => phone.mac... })
}
