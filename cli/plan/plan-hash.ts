import { createHash } from 'node:crypto';
import type { FleetChange } from './changes.ts';
import { isObject, objectAt, textAt, type JsonObject } from './json.ts';
import type { DeclaredTarget } from './targets.ts';

/**
 * The hash of what a plan does: two plans with the same changes have the same hash, whenever and wherever they were made. It
 * covers each phone with its targets and each other resource with its values, but no sensitive value, which could be guessed
 * from the hash.
 */
export interface PlanHash {
  /** @param resource an element of `resource_changes`, in their order, which is that of their addresses */
  add(resource: JsonObject): void;
  /**
   * @param outputs the value of `output_changes`
   * @returns 64 hex digits
   */
  digest(fleet: FleetChange, outputs: JsonObject): string;
}

export function createPlanHash(): PlanHash {
  const hash = createHash('sha256');
  return {
    add(resource) {
      const change = objectAt(resource, 'change');
      const { actions } = change;
      if (Array.isArray(actions) && (actions[0] === 'no-op' || actions[0] === 'read')) return;
      const parts = [
        JSON.stringify([textAt(resource, 'address'), actions]),
        canonical(change['before'], change['before_sensitive']),
        canonical(change['after'], change['after_sensitive']),
        canonical(change['after_unknown'], false),
      ];
      hash.update(`${parts.join(' ')}\n`);
    },
    digest(fleet, outputs) {
      const actions = Object.keys(outputs).map((name) => [name, objectAt(outputs, name)['actions']]);
      hash.update(`${canonical(Object.fromEntries(actions), false)} ${String(fleet.errored)}\n`);
      for (const changes of [fleet.registered, fleet.repointed, fleet.deregistered, fleet.replaced]) {
        const lines = changes.map(({ mac, from, to }) => `${mac} ${targetText(from)} ${targetText(to)}`);
        hash.update(`${lines.toSorted().join('\n')}\n\n`);
      }
      return hash.digest('hex');
    },
  };
}

const targetText = (target: DeclaredTarget | undefined): string =>
  target === undefined ? '' : JSON.stringify([target.url ?? null, target.providerName ?? null, target.hasCredentials]);

/**
 * A value as JSON with the members of each object in alphabetical order, and without what is sensitive.
 *
 * @param marks the sensitive parts as engines write them: `true` stands for a whole value
 */
function canonical(value: unknown, marks: unknown): string {
  if (marks === true) return '"(sensitive value)"';
  if (Array.isArray(value)) {
    const list: readonly unknown[] = Array.isArray(marks) ? marks : [];
    return `[${value.map((element, at) => canonical(element, list[at])).join(',')}]`;
  }
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const inner = isObject(marks) ? marks : {};
  let members = '';
  for (const name of Object.keys(value).sort()) {
    members += `${members === '' ? '' : ','}${quoted(name)}:${canonical(value[name], inner[name])}`;
  }
  return `{${members}}`;
}

/** The names of attributes in quotation marks. They are few, and a plan repeats them for each resource. */
const quotedNames = new Map<string, string>();

function quoted(name: string): string {
  let text = quotedNames.get(name);
  if (text === undefined) {
    text = JSON.stringify(name);
    quotedNames.set(name, text);
  }
  return text;
}
