data "gigaset_devices" "all" {}

data "gigaset_devices" "daryna" {
  provider_names = ["Daryna"]
}

output "phones_under_daryna" {
  value = data.gigaset_devices.daryna.device_count
}

# Phones that are registered but not declared in the file.
locals {
  declared   = keys(provider::gigaset::read_devices("${path.module}/devices.csv"))
  undeclared = setsubtract(coalesce(data.gigaset_devices.all.devices, [])[*].mac, local.declared)
}

check "undeclared" {
  assert {
    condition     = length(local.undeclared) == 0
    error_message = "Undeclared phones: ${join(", ", local.undeclared)}."
  }
}
