terraform {
  required_providers {
    gigaset = {
      source = "gigaset-redirect/gigaset"
    }
  }
}

variable "kitchen" {
  description = "The MAC-ID on the label of the phone in the kitchen"
  type        = string
  sensitive   = true
}

variable "provisioning_password" {
  description = "The password with which phones log in to the provisioning server"
  type        = string
  sensitive   = true
  ephemeral   = true # in no plan and no state
}

resource "gigaset_device" "kitchen" {
  mac_id        = var.kitchen
  url           = "https://provider.example/%DVID/%MACD.xml" # %DVID stands for the model, as in 42/2
  provider_name = "Daryna"

  # Maxwell B, 2, 3 and 4 log in with HTTP digest. The redirect server hands them the credentials in the URL.
  url_credentials = {
    username            = "phones"
    password_wo         = var.provisioning_password
    password_wo_version = 1 # raise it with each new password
  }
}
