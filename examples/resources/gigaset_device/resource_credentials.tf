# A phone that logs in to the provisioning server with what it finds in the URL (Maxwell B, 2, 3 and 4). The password is
# write-only: raise the version to send a new one.
variable "provisioning_password" {
  type      = string
  sensitive = true
  ephemeral = true
}

resource "gigaset_device" "kitchen" {
  mac_id = "7C2F80208295-1910"
  url    = "https://provider.example/%DVID/%MACD.xml"
  url_credentials = {
    username            = "phones"
    password_wo         = var.provisioning_password
    password_wo_version = 1
  }
  provider_name = "Daryna"
  on_conflict   = "replace" # takes the phone over from another configuration of this account
}
