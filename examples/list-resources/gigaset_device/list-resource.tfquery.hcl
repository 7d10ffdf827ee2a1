# All phones of the account. `terraform query -generate-config-out=phones.tf` writes resources and import blocks for them.
list "gigaset_device" "all" {
  provider = gigaset
}

list "gigaset_device" "daryna" {
  provider = gigaset

  config {
    provider_names = ["Daryna"]
  }
}
