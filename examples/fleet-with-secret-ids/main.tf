terraform {
  required_providers {
    gigaset = {
      source = "gigaset-redirect/gigaset"
    }
  }
}

variable "ids" {
  description = "The MAC-IDs on the labels of all phones, one a line"
  type        = string
  sensitive   = true
  ephemeral   = true # in no plan and no state
}

resource "gigaset_device_list" "berlin" {
  devices       = file("${path.module}/devices.csv")
  ids_wo        = var.ids
  url           = "https://provider.example/xml/%MACD.xml" # for rows without a URL
  provider_name = "Daryna"
}

output "last_change" {
  value = gigaset_device_list.berlin.last_change
}
