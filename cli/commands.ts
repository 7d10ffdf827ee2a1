import { accountCommand } from './account.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import { callCommand } from './call.ts';
import type { CommandEntry } from './command.ts';
import { healthCommand } from './health.ts';
import { installCommand } from './install/index.ts';
import { inventoryCommand } from './inventory.ts';
import { providerCommand } from './provider.ts';
import { serveCommand } from './serve.ts';

/** The commands in the order of the help. A new one needs one line here. */
export const commands: readonly CommandEntry[] = [
  serveCommand,
  healthCommand,
  accountCommand,
  inventoryCommand,
  backupCommand,
  restoreCommand,
  callCommand,
  installCommand,
  providerCommand,
];
