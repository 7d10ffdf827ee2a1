// copied by npm run generate:constructs from the folder of the same name in constructs/
/**
 * Rules of a company for everything in a scope, as aspects. CDKTF and CDKTF apply the aspects of a stack and of what it
 * contains, but not those of the app.
 */
export { AllowedHosts } from './allowed-hosts.ts';
export { MaxDeregistrations } from './max-deregistrations.ts';
export { RequireHttps } from './require-https.ts';
