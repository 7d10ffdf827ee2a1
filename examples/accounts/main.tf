terraform {
  required_providers {
    gigaset = {
      source = "gigaset-redirect/gigaset"
    }
  }
}

variable "passwords" {
  description = "The password of each account"
  type        = map(string)
  sensitive   = true
}

variable "mac_ids" {
  description = "The MAC-IDs on the labels of the phones"
  type        = map(string)
  sensitive   = true
}

provider "gigaset" {
  alias    = "kyiv"
  username = "daryna"
  password = var.passwords["daryna"]
}

provider "gigaset" {
  alias    = "lviv"
  username = "olena"
  password = var.passwords["olena"]
}

resource "gigaset_device" "kyiv" {
  provider      = gigaset.kyiv
  mac_id        = var.mac_ids["kyiv"]
  url           = "http://kyiv.example/%MACD.xml"
  provider_name = "Daryna"
}

resource "gigaset_device" "lviv" {
  provider      = gigaset.lviv
  mac_id        = var.mac_ids["lviv"]
  url           = "http://lviv.example/%MACD.xml"
  provider_name = "Olena"
}
