import { X509Certificate } from 'node:crypto';
import { parseMacId, parseProviderName, parseRedirectUrl, quote, type Parsed } from '#autoprov';
import type { Validator } from '#framework';

const parses = (parse: (text: string) => Parsed<unknown>): Validator<string> => ({
  check: (text) => {
    const parsed = parse(text);
    return parsed.ok ? undefined : parsed.problems.join('\n');
  },
});

/** A MAC-ID or a MAC in any spelling. The message never repeats the ID. */
export const macId = parses(parseMacId);
export const providerName = parses(parseProviderName);

/** A redirect URL. Warns of format specifiers that the redirect server may not accept. */
export const redirectUrl: Validator<string> = {
  check: (text) => {
    const parsed = parseRedirectUrl(text);
    if (!parsed.ok) return parsed.problems.join('\n');
    const { otherSpecifiers } = parsed.value;
    return otherSpecifiers.length === 0 ? undefined : [{ severity: 'warning', ...specifierWarning(otherSpecifiers) }];
  },
};

/** The warning about format specifiers other than the placeholders. */
export const specifierWarning = (
  specifiers: readonly string[],
): { readonly summary: string; readonly detail: string } => ({
  summary: `The redirect URL contains ${specifiers.join(', ')}`,
  detail:
    'Redirect servers replace %MACD and %DVID. Others are left to the phone, and the vendor does not document which of them its server accepts. Try it with one phone first.',
});

export const oneOf = (...allowed: readonly string[]): Validator<string> => ({
  check: (text) =>
    allowed.includes(text) ? undefined : `${quote(text)} is not one of ${allowed.map(quote).join(', ')}.`,
});

export const wholeNumber = (least: number, most: number): Validator<number> => ({
  check: (value) => (value >= least && value <= most ? undefined : `${value} is not between ${least} and ${most}.`),
});

/** One or more certificates in PEM format. */
export const certificates: Validator<string> = {
  check: (pem) => {
    const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
    if (!blocks) {
      return 'A certificate in PEM format starts with -----BEGIN CERTIFICATE-----. To read it from a file, use file("ca.pem").';
    }
    const broken = blocks.findIndex((block) => !isCertificate(block));
    return broken < 0 ? undefined : `Certificate ${broken + 1} of ${blocks.length} cannot be read: it is damaged.`;
  },
};

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
