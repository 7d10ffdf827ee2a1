import { isArray, type XmlRpcValue } from '#autoprov';

/** A value as JSON on one line, and a table with a line for each row. */
export function formatAnswer(value: XmlRpcValue): string {
  if (isArray(value) && value.length > 0 && value.every(isArray)) {
    return `[\n  ${value.map(formatAnswerLine).join(',\n  ')}\n]`;
  }
  return formatAnswerLine(value);
}

/** A value as JSON on one line with blanks after commas: `[true, "OK: password"]`. */
export function formatAnswerLine(value: XmlRpcValue): string {
  if (isArray(value)) return `[${value.map(formatAnswerLine).join(', ')}]`;
  // JSON has no large integers, dates or bytes: use digits, ISO 8601 and base64.
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  if (typeof value !== 'object' || value === null || value instanceof Date) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${formatAnswerLine(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
