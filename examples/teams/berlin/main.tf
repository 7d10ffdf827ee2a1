variable "ids" {
  type      = string
  sensitive = true
  ephemeral = true
}

module "fleet" {
  source = "../modules/fleet"

  devices       = file("${path.module}/devices.csv")
  ids           = var.ids
  provider_name = "Berlin"
}

output "last_change" {
  value = module.fleet.last_change
}
