// copied by npm run generate:constructs from the folder of the same name in constructs/
/** Constructs for sites and fleets, and rules for them. */
export { AllowedHosts, MaxDeregistrations, RequireHttps } from './rules/index.ts';
export { Fleet, type FleetProps } from './fleet.ts';
export { type FleetPhone, type PhoneProps, Phones, type ReadPhones } from './phones.ts';
export type { PartialTarget, RedirectTargetProps } from './redirect-target.ts';
export { type HttpUrl, RedirectUrl } from './redirect-url.ts';
export { Site, type SiteProps } from './site.ts';
