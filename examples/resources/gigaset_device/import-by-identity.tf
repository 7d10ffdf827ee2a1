import {
  to = gigaset_device.reception
  identity = {
    mac = "7C2F80820EC0"
  }
}
