/** Plans and states as JSON, as `terraform show -json` and `tofu show -json` print them: which phones, from where to where. */
export type { FleetChange, PhoneChange } from './changes.ts';
export { phonesOfFile, type DeclaredPhone } from './declared.ts';
export { compareWithAccount, type Difference } from './difference.ts';
export { isObject, objectAt, parseJson, textAt, type JsonObject } from './json.ts';
export { formatReport, markdownTable, marker, MAX_REPORT_LENGTH } from './markdown.ts';
export { readDeclaredPhones } from './read-declared.ts';
export { readPlan, type Plan } from './read-plan.ts';
export { DEFAULT_SHRINK_PERCENT } from './risks.ts';
export { createTargetPool, type TargetPool } from './targets.ts';
