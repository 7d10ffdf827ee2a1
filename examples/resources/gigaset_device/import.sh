# By the MAC-ID, or by the MAC alone.
terraform import gigaset_device.reception 7C2F80820EC0
