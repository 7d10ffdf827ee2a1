terraform {
  required_providers {
    gigaset = {
      source = "gigaset-redirect/gigaset"
    }
  }
}

resource "gigaset_device_list" "all" {
  devices = file("${path.module}/devices.csv") # with the URL and provider name of each phone
}

# Brings all phones of the account under management. The block can stay, or be deleted after the first apply.
import {
  to = gigaset_device_list.all
  id = "*"
}
