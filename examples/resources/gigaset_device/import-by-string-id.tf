import {
  to = gigaset_device.reception
  id = "7C2F80820EC0"
}
