# The MAC-ID from the phone's label is a secret, so it comes from a variable.
variable "reception_mac_id" {
  type      = string
  sensitive = true
}

resource "gigaset_device" "reception" {
  mac_id        = var.reception_mac_id # as in 7C2F80820EC0-55DF
  url           = "https://provider.example/xml/%MACD.xml"
  provider_name = "Daryna"
}
