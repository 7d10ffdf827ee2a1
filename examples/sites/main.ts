import { App } from 'cdktf';
import { SitesStack } from './sites-stack.ts';

const app = new App();
new SitesStack(app, 'sites');
app.synth();
