import { accountCommand } from './account.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import { callCommand } from './call.ts';
import { checkCommand } from './check.ts';
import type { CommandEntry } from './command.ts';
import { completionCommand } from './completion/index.ts';
import { deregisterCommand } from './deregister.ts';
import { diffCommand } from './diff.ts';
import { dx800PatchCommand } from './dx800-patch.ts';
import { exportCommand } from './export/index.ts';
import { forgeCommand } from './forge/index.ts';
import { healthCommand } from './health.ts';
import { installCommand } from './install/index.ts';
import { inventoryCommand } from './inventory.ts';
import { listCommand } from './list.ts';
import { loginCommand } from './login.ts';
import { providerCommand } from './provider.ts';
import { registerCommand } from './register.ts';
import { reportCommand } from './report.ts';
import { serveCommand } from './serve.ts';
import { verifyCommand } from './verify.ts';

/** The commands in the order of the help. A new one needs one line here. */
export const commands: readonly CommandEntry[] = [
  serveCommand,
  healthCommand,
  accountCommand,
  loginCommand,
  inventoryCommand,
  backupCommand,
  restoreCommand,
  registerCommand,
  deregisterCommand,
  checkCommand,
  listCommand,
  exportCommand,
  diffCommand,
  reportCommand,
  forgeCommand,
  verifyCommand,
  callCommand,
  dx800PatchCommand,
  installCommand,
  completionCommand,
  providerCommand,
];
