import {
  noDefaults,
  placed,
  type ResolvedFleet,
} from '../../../../../provider/resources/device-list/resolved-fleet.ts';
import { fleet } from '../../../autoprov/device-file/phones.ts';

/** A fleet of rows `MAC-ID,url,name`. */
export const rows = (...lines: readonly string[]): ResolvedFleet =>
  placed(fleet(['mac_id,url,provider_name', ...lines].join('\n')), noDefaults);
