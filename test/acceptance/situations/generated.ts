import assert from 'node:assert/strict';
import { kitchen, reception } from '../engines/redirect-service.ts';
import { succeeds, type Situation } from './situation.ts';

const url = 'http://provider.example/xml/%MACD.xml';
/** The labels of the phones. */
const labels: Readonly<Record<string, string>> = { [reception]: '7C2F80820EC0-55DF', [kitchen]: '7C2F80208295-1910' };

export const generated: readonly Situation[] = [
  {
    done: 'terraform query -generate-config-out writes configuration',
    holds: 'it needs nothing but the IDs from the labels, and the next plan is empty',
    existsOn: ({ name, version }) => name === 'Terraform' && Number(version.split('.')[1]) >= 14,
    async play({ engine, service }) {
      for (const id of Object.values(labels)) await service.register(id, url, 'Daryna');
      const project = await service.project(engine, {
        'main.tf': '',
        'all.tfquery.hcl':
          'list "gigaset_device" "all" {\n  provider         = gigaset\n  include_resource = true\n}\n',
      });
      const { code, output } = await project.run('query', '-generate-config-out=found.tf');
      assert.equal(code, 0, output);
      const found = project.read('found.tf');
      assert.doesNotMatch(found, /registered_at|password +=/);
      // Each block is followed by its import block, which names the phone.
      const blocks = found.split(/(?=^resource )/m).map((block) => {
        const label = labels[/\bmac += "(\w+)"/.exec(block)?.[1] ?? ''];
        return block.replace(/mac_id( +)= null # sensitive/, `mac_id$1= "${label ?? ''}"`);
      });
      project.write({ 'found.tf': blocks.join('') });
      const applied = await project.apply();
      assert.match(applied.output, /2 imported, 0 added, \d changed, 0 destroyed/);
      return succeeds(project.plan(), /No changes/);
    },
  },
];
