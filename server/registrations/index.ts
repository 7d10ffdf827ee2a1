export type { DeregisterOutcome, RepointOutcome } from './change-registered.ts';
export { readPhone } from './phone.ts';
export {
  type CheckOutcome,
  createRegistrationService,
  type RegisterOutcome,
  type RegistrationService,
  type RegistrationServiceDependencies,
} from './registration-service.ts';
export { formatDate, truncate } from './text.ts';
