import { join } from 'node:path';
import { App } from 'cdktf';
import { FleetFileError } from './fleet-file.ts';
import { FleetStack } from './fleet-stack.ts';

// What `cdktf synth`, `diff` and `deploy` run (cdktf.json): it writes down in cdktf.out/ what should be.
try {
  const app = new App();
  new FleetStack(app, 'fleet', { site: 'berlin', file: join(import.meta.dirname, 'devices.csv') });
  app.synth();
} catch (error) {
  // A mistake in the CSV is no fault of the program: say where it is, without a stack trace.
  if (!(error instanceof FleetFileError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
