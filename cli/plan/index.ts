/** Plans and states as JSON, as `terraform show -json` and `tofu show -json` print them: which phones, from where to where. */
export { readFleetChange, type FleetChange, type PhoneChange } from './changes.ts';
export { compareWithAccount, type Difference } from './difference.ts';
export {
  allDeclaredPhones,
  phonesOfFile,
  withoutCredentials,
  type DeclaredPhone,
  type DeclaredTarget,
} from './declared.ts';
export { engineOf } from './engine-name.ts';
export { isObject, objectAt, parseJson, textAt, type JsonObject } from './json.ts';
export { formatReport, markdownTable, marker, MAX_REPORT_LENGTH } from './markdown.ts';
export { planHash } from './plan-hash.ts';
export { DEFAULT_SHRINK_PERCENT } from './risks.ts';
