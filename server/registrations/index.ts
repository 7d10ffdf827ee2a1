export { readPhone } from './phone.ts';
export {
  type CheckOutcome,
  createRegistrationService,
  type DeregisterOutcome,
  type RegisterOutcome,
  type RegistrationService,
  type RegistrationServiceDependencies,
} from './registration-service.ts';
export { formatDate, truncate } from './text.ts';
