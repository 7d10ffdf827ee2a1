# All phones of the account; or those under some provider names: 'Daryna,Olena'.
terraform import gigaset_device_list.berlin '*'
