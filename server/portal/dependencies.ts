import type { Authenticate, HashPassword } from '../accounts/index.ts';
import type { MemoryBudget } from '../limits/index.ts';
import type { RegistrationService } from '../registrations/index.ts';
import type { Storage } from '../storage/index.ts';
import type { Service } from '../xmlrpc/index.ts';

/** The dependencies of the portal. */
export interface PortalDependencies {
  readonly registrationService: RegistrationService;
  readonly storage: Storage;
  readonly service: Service;
  readonly authenticate: Authenticate;
  readonly hashPassword: HashPassword;
  readonly memory: MemoryBudget;
  /** The key from which the portal derives those for forms and tags; 32 bytes or more. */
  readonly secret: string;
}
