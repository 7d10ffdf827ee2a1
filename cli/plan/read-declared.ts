import { readJson, type JsonVisitor } from '../json-stream/index.ts';
import { declaredPhones, deviceTypes, type DeclaredPhone } from './declared.ts';
import { isObject, textAt } from './json.ts';
import type { TargetPool } from './targets.ts';

/**
 * Reads the phones that a whole state, or the outcome of a plan, declares (`values` and `planned_values` of `show -json`).
 *
 * @returns undefined if the document is neither
 * @throws JsonSyntaxError
 */
export async function readDeclaredPhones(
  chunks: AsyncIterable<Uint8Array>,
  targets: TargetPool,
): Promise<readonly DeclaredPhone[] | undefined> {
  const found: Record<'values' | 'planned_values', DeclaredPhone[]> = { values: [], planned_values: [] };
  const seen = new Set<string>();
  const see = (name: string) => () => seen.add(name);
  const valuesInto = (phones: DeclaredPhone[], name: string): JsonVisitor => {
    const resource = (value: unknown): void => {
      const type = textAt(value, 'type') ?? '';
      if (!isObject(value) || textAt(value, 'mode') === 'data' || !deviceTypes.has(type)) return;
      for (const phone of declaredPhones(type, value['values'], targets)) phones.push(phone);
    };
    const members: Record<string, JsonVisitor> = { resources: { elements: { value: resource } } };
    // Modules contain modules.
    members['child_modules'] = { elements: { members } };
    return { seen: see(name), members: { root_module: { members } } };
  };
  await readJson(chunks, {
    members: {
      format_version: { seen: see('format_version') },
      values: valuesInto(found.values, 'values'),
      planned_values: valuesInto(found.planned_values, 'planned_values'),
    },
  });
  if (seen.size === 0) return undefined;
  return seen.has('planned_values') ? found.planned_values : found.values;
}
