# All phones of the account; or those under some provider names: id = "Daryna,Olena".
import {
  to = gigaset_device_list.berlin
  id = "*"
}
