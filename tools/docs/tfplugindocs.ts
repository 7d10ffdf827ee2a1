import { join } from 'node:path';
import { goProgram, type GoProgram } from '../go.ts';
import { root } from '../paths.ts';

/**
 * The program that generates and validates the pages of providers in Go. It knows what a registry accepts. Its version
 * is in tools/tfplugindocs/go.mod.
 */
export const tfplugindocs = (): Promise<GoProgram> =>
  goProgram({
    name: 'tfplugindocs',
    source: join(root, 'tools/tfplugindocs'),
    package: 'github.com/hashicorp/terraform-plugin-docs/cmd/tfplugindocs',
  });
