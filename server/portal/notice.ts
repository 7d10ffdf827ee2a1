/** The message about the last action, which the next page shows. */
export interface Notice {
  readonly kind: 'done' | 'refused';
  readonly text: string;
  /** The server's answer code. */
  readonly code?: string;
}

/** Parses the JSON of a notice. */
export function parseNotice(json: string): Notice {
  const value: unknown = JSON.parse(json);
  const field = (name: string): string | undefined => {
    const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    return typeof text === 'string' ? text : undefined;
  };
  const code = field('code');
  return {
    kind: field('kind') === 'done' ? 'done' : 'refused',
    text: field('text') ?? '',
    ...(code !== undefined && { code }),
  };
}
