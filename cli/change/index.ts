/** Registering and deregistering the phones that a person names, with the calls of the provider. */
export { planDeregistration, planRegistration, type ChangePlan, type DeclaredPhone } from './change-plan.ts';
export { changeAccount, type ChangeOptions } from './change-account.ts';
