import { join } from 'node:path';
import { goProgram, type GoProgram } from '../go.ts';
import { root } from '../paths.ts';

/**
 * The program by which Go providers write the registry's pages, and which knows what a registry accepts: an ordinary tool
 * dependency (tools/tfplugindocs/go.mod).
 */
export const tfplugindocs = (): Promise<GoProgram> =>
  goProgram({
    name: 'tfplugindocs',
    source: join(root, 'tools/tfplugindocs'),
    package: 'github.com/hashicorp/terraform-plugin-docs/cmd/tfplugindocs',
  });
