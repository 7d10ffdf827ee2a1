import fc from 'fast-check';

const host = fc.oneof(
  fc.constantFrom('172.29.0.103', 'provider.example', '[2001:db8::1]', 'localhost', '%MACD.provider.example'),
  fc.domain(),
);
const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
const segment = fc.oneof(fc.constantFrom('%MACD', '%DVID', '%MACD.xml', '%20', 'plainxml', '@', ':'), fc.webSegment());
/** Redirect URLs without credentials. */
export const urls = fc
  .tuple(
    fc.constantFrom('http://', 'https://', 'HTTP://'),
    host,
    port,
    fc.array(segment, { maxLength: 5 }),
    fc.boolean(),
  )
  .map(([scheme, name, number, segments, query]) =>
    [
      scheme,
      name,
      number === undefined ? '' : `:${number}`,
      ...segments.map((s) => `/${s}`),
      query ? '?mac=%MACD' : '',
    ].join(''),
  );
/** Passwords of any characters, with a start that no generated URL contains. */
const passwords = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => `S3cret${text}`);
/** Credentials whose password begins with `S3cret`. */
export const credentials = fc.record({
  username: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  password: passwords,
});
