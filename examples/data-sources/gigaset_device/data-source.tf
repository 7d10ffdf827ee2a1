data "gigaset_device" "reception" {
  mac = "7C2F80820EC0"
}

output "reception" {
  value = data.gigaset_device.reception.registered ? data.gigaset_device.reception.url : "not registered"
}

# Every plan shows a warning until the phone is registered under this provider name.
check "reception" {
  assert {
    condition     = data.gigaset_device.reception.provider_name == "Daryna"
    error_message = "The phone at the reception is not registered under Daryna."
  }
}
