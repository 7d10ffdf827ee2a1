# By the MAC, or by the whole MAC-ID.
terraform import gigaset_device.reception 7C2F80820EC0
