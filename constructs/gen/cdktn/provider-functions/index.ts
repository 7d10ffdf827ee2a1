// @ts-nocheck: breaks exactOptionalPropertyTypes and noImplicitOverride; tools/package/declarations.ts checks the rest.
// generated from provider function schema

import * as cdktn from 'cdktn';

/**
* Provider-defined functions of the gigaset provider.
*/
export class GigasetProviderFunctions {
  private readonly providerLocalName: string;

  /**
  * @param providerLocalName The local name of the provider in required_providers; defaults to the registry short name. Override when the provider is declared under a different local name — aliases do not change the namespace, local names do.
  */
  constructor(providerLocalName: string) {
    this.providerLocalName = providerLocalName;
  }

  /**
  * Replaces every `%MACD` in a redirect URL by the MAC, and every `%DVID` by the device ID of the model (`42/2`). Use it to show or check where a phone looks for its configuration. A URL with `%DVID` needs the device ID; one without ignores it.
  * @param {string} url - The redirect URL, like `url` of `gigaset_device`.
  * @param {string} mac - The MAC or MAC-ID of the phone in any spelling.
  * @param {Array<string | IResolvable>} deviceId - The device ID of the model, such as `42/2`; at most one. It can be omitted or null if the URL contains no `%DVID`. Pass cdktn.Token.nullValue() for an explicit Terraform null.
  * @returns {string}
  */
  public expandUrl(url: string, mac: string, deviceId: Array<string | cdktn.IResolvable>): string {
    return cdktn.Token.asString(cdktn.TerraformProviderFunction.invoke(this.providerLocalName, "expand_url", [url, mac, ...deviceId]));
  }

  /**
  * Takes a MAC, or the MAC-ID from the label of a phone, in any case and with any separators (`7c:2f:80:82:0e:c0`, `7C2F.8082.0EC0`, `7C2F80820EC0-55DF`), and returns the MAC as 12 hex digits in upper case: `7C2F80820EC0`. The secret ID is removed, so the result can be part of a resource address: use it as the key of a `for_each`. An invalid text causes an error that says why.
  * @param {string} text - A MAC or a MAC-ID in any spelling.
  * @returns {string}
  */
  public normalizeMac(text: string): string {
    return cdktn.Token.asString(cdktn.TerraformProviderFunction.invoke(this.providerLocalName, "normalize_mac", [text]));
  }

  /**
  * Parses a CSV text in the format of `devices` of `gigaset_device_list`: the header `mac_id,url,provider_name` (the last two columns are optional, the order is free) and one phone per line. Comments (`#`), blank lines, quotes, any line endings and a byte order mark are allowed. Returns a list of objects with the attributes `mac_id` (in canonical form: `7C2F80820EC0-55DF`), `mac`, `url` and `provider_name`, in the order of the lines; `url` and `provider_name` are null where the file leaves them to a default. Every mistake, including a MAC that occurs twice, is an error that names its line; no line is skipped.
  * 
  * To read a file, prefer `read_devices`. If a text has a mistake, an engine prints the local value or variable that it came from, with every MAC-ID in it, unless that is sensitive.
  * @param {string} csv - The text, with bare MACs or as a sensitive value.
  * @returns {Array<object>}
  */
  public parseDevices(csv: string): cdktn.IResolvable {
    return cdktn.TerraformProviderFunction.invoke(this.providerLocalName, "parse_devices", [csv]);
  }

  /**
  * Parses MAC-IDs, one a line or as CSV with a column `mac_id`, like `ids` of `gigaset_device_list`. Returns an object with two attributes: `mac_ids`, a map from the MAC (`7C2F80820EC0`) to the MAC-ID (`7C2F80820EC0-55DF`), and `errors`, a list of texts that name the lines with mistakes and contain no ID.
  * 
  * The function never fails: engines print the arguments of a function that fails, and here these are secret. A line with a mistake is not in `mac_ids`, and neither is a phone with two IDs, so that the expression `mac_ids[each.key]` is an error for this phone alone. Report `errors` with a `check` block. A sensitive text makes the whole result sensitive; `nonsensitive` shows the errors.
  * @param {string} ids - The text, usually a sensitive variable.
  * @returns {object}
  */
  public parseIds(ids: string): cdktn.IResolvable {
    return cdktn.TerraformProviderFunction.invoke(this.providerLocalName, "parse_ids", [ids]);
  }

  /**
  * Reads a CSV file in the format of `devices` of `gigaset_device_list`, as editors and spreadsheets save it: UTF-8, UTF-16 or windows-1252, separated by commas, semicolons or tabs. Returns a map for the `for_each` of a resource: its keys are the MACs, its values are objects with the attributes `mac_id`, `mac`, `url` and `provider_name`, as `parse_devices` returns them. `mac_id` is the bare MAC if the file does not contain the ID; `parse_ids` provides it.
  * 
  * Every mistake is an error that names the file and the line, and contains no ID: engines print the arguments of a function that fails, and here this is only the path.
  * @param {string} path - The path of the file, usually `"${path.module}/devices.csv"`.
  * @returns {{ [key: string]: any }}
  */
  public readDevices(path: string): { [key: string]: any } {
    return cdktn.Token.asAnyMap(cdktn.TerraformProviderFunction.invoke(this.providerLocalName, "read_devices", [path]));
  }
}
