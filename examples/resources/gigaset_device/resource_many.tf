# Several phones from a CSV file with the header mac_id,url,provider_name. The key is the MAC, never the MAC-ID: addresses
# appear in every plan and log.
resource "gigaset_device" "berlin" {
  for_each = { for phone in provider::gigaset::parse_devices(file("${path.module}/berlin.csv")) : phone.mac => phone }

  mac_id        = each.value.mac_id
  url           = each.value.url
  provider_name = each.value.provider_name
}
