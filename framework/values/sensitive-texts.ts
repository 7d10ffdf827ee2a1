import { Dynamic, isList, isValues, memberOf, type NestedShape, type Value } from './value.ts';

/** Calls `found` with every text and number inside a sensitive or write-only attribute of an object. */
export function sensitiveTexts(shape: NestedShape, values: Value, found: (text: string) => void): void {
  for (const [name, { type, sensitive, writeOnly }] of Object.entries(shape.attributes)) {
    const value = memberOf(values, name);
    if (sensitive === true || writeOnly === true) allTexts(value, found);
    else if (type.kind === 'nested') {
      for (const item of objectsOf(type, value)) sensitiveTexts(type, item, found);
    }
  }
}

function objectsOf(type: NestedShape, value: Value): readonly Value[] {
  switch (type.nesting) {
    case 'single':
      return [value];
    case 'list':
    case 'set':
      return isList(value) ? value : [];
    case 'map':
      return isValues(value) ? Object.values(value) : [];
  }
}

function allTexts(value: Value, found: (text: string) => void): void {
  if (typeof value === 'string') found(value);
  else if (typeof value === 'number') found(String(value));
  else if (value instanceof Dynamic) allTexts(value.value, found);
  else if (isList(value)) for (const item of value) allTexts(item, found);
  else if (isValues(value)) for (const item of Object.values(value)) allTexts(item, found);
}
