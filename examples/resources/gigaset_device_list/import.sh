# All phones of the account. For the phones with certain provider names: 'Daryna,Olena'.
terraform import gigaset_device_list.berlin '*'
