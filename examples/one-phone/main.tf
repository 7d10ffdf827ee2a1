terraform {
  required_providers {
    gigaset = {
      source = "gigaset-redirect/gigaset"
    }
  }
}

variable "reception" {
  description = "The MAC-ID on the label of the phone at the reception, as in 7C2F80820EC0-55DF"
  type        = string
  sensitive   = true
}

resource "gigaset_device" "reception" {
  mac_id        = var.reception
  url           = "https://provider.example/xml/%MACD.xml" # %MACD stands for the phone's MAC
  provider_name = "Daryna"
}

output "registered_at" {
  value = gigaset_device.reception.registered_at
}
