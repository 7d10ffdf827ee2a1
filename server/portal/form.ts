/** A trimmed field of a form or a query; empty if it is missing or repeated. */
export const field = (form: unknown, name: string): string => untrimmedField(form, name).trim();

/** A field whose spaces matter, such as a password; empty if it is missing or repeated. */
export function untrimmedField(form: unknown, name: string): string {
  const value = valueOf(form, name);
  return typeof value === 'string' ? value : '';
}

/** All values of a field that may be repeated. */
export function fields(form: unknown, name: string): readonly string[] {
  const value = valueOf(form, name);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((text) => typeof text === 'string');
}

function valueOf(form: unknown, name: string): unknown {
  return typeof form === 'object' && form !== null && Object.hasOwn(form, name) ? Reflect.get(form, name) : undefined;
}
