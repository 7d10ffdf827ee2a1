import { join } from 'node:path';
import { App } from 'cdktf';
import { FleetStack } from './fleet-stack.ts';

// The app of cdktf.json: `cdktf synth`, `diff` and `deploy` run it to write the declared stack to cdktf.out/.
const app = new App();
new FleetStack(app, 'fleet', { site: 'berlin', file: join(import.meta.dirname, 'devices.csv') });
app.synth();
