export {
  createRegistrationService,
  type RegistrationService,
  type RegistrationServiceDependencies,
  type Found,
  type Outcome,
  type RegisterOutcome,
} from './registration-service.ts';
export { readPhone } from './phone.ts';
export { beginning, formatDate } from './text.ts';
