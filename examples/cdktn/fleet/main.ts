import { join } from 'node:path';
import { App } from 'cdktn';
import { FleetFileError } from '../../fleet/fleet-file.ts';
import { FleetStack } from './fleet-stack.ts';

// The app of cdktf.json: `cdktn synth`, `diff` and `deploy` run it to write the declared stack to cdktf.out/.
try {
  const app = new App();
  new FleetStack(app, 'fleet', { site: 'berlin', file: join(import.meta.dirname, '../../fleet/devices.csv') });
  app.synth();
} catch (error) {
  // A mistake in the CSV needs no stack trace: the message names the line.
  if (!(error instanceof FleetFileError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
