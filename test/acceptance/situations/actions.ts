import assert from 'node:assert/strict';
import { sampleCommand, startPlugin } from '../../../framework/test/support/plugin-process.ts';
import type { TestEngine } from '../../support/engine.ts';
import { createProject, type Project } from '../../support/project.ts';
import { refused, seenIn, type Situation } from './situation.ts';

const ring = `
terraform {
  required_providers {
    sample = {
      source = "example/sample"
    }
  }
}
variable "who" {
  default = "gate"
}
action "sample_ring" "twice" {
  config {
    who   = var.who
    times = 2
  }
}
resource "terraform_data" "parcel" {
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.sample_ring.twice]
    }
  }
}
`;

/** Plays a project whose engine is attached to the sample provider of the framework. */
async function attached<T>(engine: TestEngine, play: (project: Project) => Promise<T>): Promise<T> {
  const plugin = startPlugin([...sampleCommand, '--debug']);
  const reattach = /'(.*)'/.exec(await plugin.line(/TF_REATTACH_PROVIDERS=/))?.[1];
  const project = await createProject({ engine, hcl: ring, env: { TF_REATTACH_PROVIDERS: reattach } });
  try {
    return await play(project);
  } finally {
    project.remove();
    plugin.kill();
    await plugin.ended;
  }
}

const existsOn = ({ name, version }: TestEngine): boolean =>
  name === 'Terraform' && Number(version.split('.')[1]) >= 14;

export const actions: readonly Situation[] = [
  {
    done: 'A created resource triggers an action of the framework',
    holds: 'the engine shows the progress of the action, and that it is complete',
    existsOn,
    play: ({ engine }) =>
      attached(engine, async (project) => {
        const { code, output } = await project.apply();
        assert.equal(code, 0, output);
        return seenIn(output, [/rings gate \(1\)/, /rings gate \(2\)/, /Actions: 1 invoked/]);
      }),
  },
  {
    done: 'apply -invoke invokes an action that fails',
    holds: 'the error points to the attribute of its configuration',
    existsOn,
    play: ({ engine }) =>
      attached(engine, (project) =>
        refused(
          project.apply('-invoke=action.sample_ring.twice', '-var', 'who=broken'),
          /The bell is broken/,
          /who = var/,
        ),
      ),
  },
];
