/** One field of a form or a query, without blanks around it; empty where it is missing or came more than once. */
export function field(form: unknown, name: string): string {
  const value = valueOf(form, name);
  return typeof value === 'string' ? value.trim() : '';
}

/** All values of a field that may come more than once. */
export function fields(form: unknown, name: string): readonly string[] {
  const value = valueOf(form, name);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((text) => typeof text === 'string');
}

function valueOf(form: unknown, name: string): unknown {
  return typeof form === 'object' && form !== null && Object.hasOwn(form, name) ? Reflect.get(form, name) : undefined;
}
