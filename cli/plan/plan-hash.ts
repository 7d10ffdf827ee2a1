import { createHash } from 'node:crypto';
import type { FleetChange } from './changes.ts';
import type { DeclaredTarget } from './declared.ts';
import { isObject, objectAt, objectsAt, textAt, type JsonObject } from './json.ts';

/**
 * The hash of what a plan does: two plans with the same changes have the same hash, whenever and wherever they were made. It
 * covers each phone with its targets and each other resource with its values, but no sensitive value, which could be guessed
 * from the hash.
 *
 * @returns 64 hex digits
 */
export function planHash(plan: JsonObject, fleet: FleetChange): string {
  const resources = objectsAt(plan, 'resource_changes')
    .map((resource) => {
      const change = objectAt(resource, 'change');
      return {
        address: textAt(resource, 'address'),
        actions: change['actions'],
        before: withoutSensitive(change['before'], change['before_sensitive']),
        after: withoutSensitive(change['after'], change['after_sensitive']),
        afterUnknown: change['after_unknown'],
      };
    })
    .filter(({ actions }) => !(Array.isArray(actions) && (actions[0] === 'no-op' || actions[0] === 'read')));
  const outputs = Object.entries(objectAt(plan, 'output_changes')).map(([name, change]) => ({
    name,
    actions: isObject(change) ? change['actions'] : undefined,
  }));
  const hash = createHash('sha256').update(JSON.stringify(canonical({ errored: fleet.errored, resources, outputs })));
  for (const changes of [fleet.registered, fleet.repointed, fleet.deregistered, fleet.replaced]) {
    const lines = changes.map(({ mac, from, to }) => JSON.stringify([mac, targetText(from), targetText(to)]));
    hash.update(lines.toSorted().join('\n'));
  }
  return hash.digest('hex');
}

const targetText = (target: DeclaredTarget | undefined): readonly unknown[] =>
  target === undefined ? [] : [target.url ?? null, target.providerName ?? null, target.hasCredentials];

/** The value without what is sensitive: `true` in the marks stands for a whole value. */
function withoutSensitive(value: unknown, marks: unknown): unknown {
  if (marks === true) return '(sensitive value)';
  if (Array.isArray(value)) {
    const list: readonly unknown[] = Array.isArray(marks) ? marks : [];
    return value.map((element, at) => withoutSensitive(element, list[at]));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      withoutSensitive(member, isObject(marks) ? marks[name] : undefined),
    ]),
  );
}

/** The value with the members of each object in alphabetical order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((name) => [name, canonical(value[name])]),
  );
}
