# All phones of the account. For the phones with certain provider names: id = "Daryna,Olena".
import {
  to = gigaset_device_list.berlin
  id = "*"
}
