# Turns MACs in any spelling into keys that identify the phones.
locals {
  labels = ["7c:2f:80:82:0e:c0", "7C2F.8020.8295"]
}

output "macs" {
  value = [for label in local.labels : provider::gigaset::normalize_mac(label)] # 7C2F80820EC0, 7C2F80208295
}
