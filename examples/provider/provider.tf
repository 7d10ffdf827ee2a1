terraform {
  required_providers {
    gigaset = {
      source = "gigaset-redirect/gigaset"
    }
  }
}

variable "gigaset_password" {
  type      = string
  sensitive = true
  ephemeral = true # not stored in plans and states (Terraform 1.10, OpenTofu 1.11)
}

# The default endpoint is the vendor's service. If GIGASET_ENDPOINT, GIGASET_USERNAME and GIGASET_PASSWORD are set instead,
# this block can be omitted.
provider "gigaset" {
  endpoint = "https://redirect.example"
  username = "daryna"
  password = var.gigaset_password
}
