import { isArray, type XmlRpcValue } from '#autoprov';

/** A value as JSON on one line, with blanks where people put them: `[true, "OK: password"]`. Rows of a table get a line each. */
export function formatAnswer(value: XmlRpcValue): string {
  if (isArray(value) && value.length > 0 && value.every(isArray)) {
    return `[\n  ${value.map(formatValue).join(',\n  ')}\n]`;
  }
  return formatValue(value);
}

function formatValue(value: XmlRpcValue): string {
  if (isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  // JSON knows no such integers, dates or bytes: digits, ISO 8601 and base64 are what its readers expect.
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  if (typeof value !== 'object' || value === null || value instanceof Date) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${formatValue(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
