/** A configuration of one phone that needs nothing but the provider. */
export const onePhone = `terraform {
  required_providers {
    gigaset = {
      source = "gigaset-redirect/gigaset"
    }
  }
}

resource "gigaset_device" "reception" {
  mac_id        = "7C2F80820EC0-55DF"
  url           = "http://provider.example/xml/%MACD.xml"
  provider_name = "Daryna"
}
`;
