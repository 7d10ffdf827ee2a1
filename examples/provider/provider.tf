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
  ephemeral = true # it is kept in no plan and no state (Terraform 1.10, OpenTofu 1.11)
}

# Without an endpoint it is the vendor's service. All three may come from GIGASET_ENDPOINT, GIGASET_USERNAME and
# GIGASET_PASSWORD instead: then this block can be left out.
provider "gigaset" {
  endpoint = "https://redirect.example"
  username = "daryna"
  password = var.gigaset_password
}
