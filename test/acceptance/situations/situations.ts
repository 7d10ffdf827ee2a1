import { actions } from './actions.ts';
import { adoption } from './adoption.ts';
import { files } from './files.ts';
import { generated } from './generated.ts';
import { guards } from './guards.ts';
import { interrupts } from './interrupts.ts';
import { network } from './network.ts';
import { protocol } from './protocol.ts';
import { proxies } from './proxies.ts';
import { replacement } from './replacement.ts';
import { secrets } from './secrets.ts';
import type { Topic } from './situation.ts';
import { targets } from './targets.ts';

/** All situations by the name of their topic. */
export const topics = {
  guards: { title: 'A fleet does not vanish by accident', situations: guards },
  targets: { title: 'A plan says where phones go', situations: targets },
  secrets: { title: 'MAC-IDs and passwords stay secret', situations: secrets },
  proxies: { title: 'The provider behind a proxy', situations: proxies },
  network: { title: 'Certificates, wrong addresses and failing servers', situations: network },
  interrupts: { title: 'Ctrl-C while the server hangs', situations: interrupts },
  files: { title: 'Files as people save them, and placeholders', situations: files },
  replacement: { title: 'Replacements, renames and changes of a phone', situations: replacement },
  adoption: { title: 'Adopting a fleet', situations: adoption },
  generated: { title: 'Generated configuration', situations: generated },
  protocol: { title: 'Calls of the plugin protocol', situations: protocol },
  actions: { title: 'Actions of the framework', situations: actions },
} as const satisfies Readonly<Record<string, Topic>>;
