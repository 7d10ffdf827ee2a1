# Maxwell B, 2, 3 and 4 log in to the provisioning server with the credentials in the URL. The password is write-only:
# increase the version to change it.
variable "kitchen_mac_id" {
  type      = string
  sensitive = true
}

variable "provisioning_password" {
  type      = string
  sensitive = true
  ephemeral = true
}

resource "gigaset_device" "kitchen" {
  mac_id = var.kitchen_mac_id
  url    = "https://provider.example/%DVID/%MACD.xml"
  url_credentials = {
    username            = "phones"
    password_wo         = var.provisioning_password
    password_wo_version = 1
  }
  provider_name = "Daryna"
  on_conflict   = "replace" # overwrites a registration that this account has made elsewhere
}
