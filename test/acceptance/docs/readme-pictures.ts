import { terminalPicture } from '../../../tools/docs/terminal-picture.ts';
import { engineEnv } from '../../../tools/engine-env.ts';
import { logIn, openWindow, startBrowser } from '../../integration/portal/browser.ts';
import { startShowcase } from '../../integration/portal/showcase.ts';
import type { TestEngine } from '../../support/engine.ts';
import { startEngine } from '../../support/running-engine.ts';
import { startTestServer } from '../../support/server.ts';
import { startRedirectService } from '../engines/redirect-service.ts';

const url = 'http://provider.example/xml/%MACD.xml';
const phones = ['7C2F80208295-1910', '7C2F80A14B33-77AB', '7C2F80A14B40-02FE', '7C2F80A14B51-9D10'];

const files = {
  'main.tf': `variable "reception" {
  type      = string
  sensitive = true
}

resource "gigaset_device" "reception" {
  mac_id        = var.reception
  url           = "${url}"
  provider_name = "Daryna"
}

resource "gigaset_device_list" "berlin" {
  devices       = file("devices.csv")
  url           = "${url}"
  provider_name = "Daryna"
}
`,
  'devices.csv': ['mac_id', ...phones, ''].join('\n'),
};

/** Draws a plan of the README's phone and of a small fleet as SVG. */
export async function planPicture(engine: TestEngine): Promise<string> {
  const service = await startRedirectService();
  try {
    const project = await service.project(engine, files);
    const env = { ...engineEnv(), ...service.env, TF_VAR_reception: '7C2F80820EC0-55DF', NODE_OPTIONS: undefined };
    const { output } = await startEngine(engine.path, ['plan', '-input=false'], { cwd: project.dir, env }).finished;
    const [plan] = /^[^\n]*# gigaset_device\.[^]*?Plan:[^\n]*$/m.exec(output) ?? [];
    if (plan === undefined) throw new Error(`There is no plan in:\n${output}`);
    return terminalPicture('A plan that registers five phones', 'terraform plan', plan);
  } finally {
    await service.clear();
    await service.stop();
  }
}

/** Takes a picture of the portal's start page after some weeks of work, as PNG. */
export async function portalPicture(): Promise<Buffer> {
  const { server } = await startShowcase(startTestServer);
  const browser = await startBrowser();
  try {
    const context = await openWindow(browser, { baseURL: server.url });
    const page = await context.newPage();
    await logIn(page, server.username, server.password);
    return await page.screenshot();
  } finally {
    await browser.close();
    await server.stop();
  }
}
