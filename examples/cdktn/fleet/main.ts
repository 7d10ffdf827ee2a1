import { join } from 'node:path';
import { App } from 'cdktn';
import { FleetStack } from './fleet-stack.ts';

// The app of cdktf.json: `cdktn synth`, `diff` and `deploy` run it to write the declared stack to cdktf.out/.
const app = new App();
new FleetStack(app, 'fleet', { site: 'berlin', file: join(import.meta.dirname, '../../fleet/devices.csv') });
app.synth();
