# All teams use this module. A team passes its file, the IDs and a provider name; everything else is set here.
terraform {
  required_providers {
    gigaset = {
      source = "gigaset-redirect/gigaset"
    }
  }
}

variable "devices" {
  description = "The team's phones as CSV"
  type        = string
}

variable "ids" {
  description = "The MAC-IDs of the phones"
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "provider_name" {
  description = "The name of the team"
  type        = string
}

resource "gigaset_device_list" "fleet" {
  devices             = var.devices
  ids_wo              = var.ids
  url                 = "https://provider.example/xml/%MACD.xml"
  provider_name       = var.provider_name
  on_conflict         = "fail"
  max_deregistrations = "10"
}

output "last_change" {
  value = gigaset_device_list.fleet.last_change
}
