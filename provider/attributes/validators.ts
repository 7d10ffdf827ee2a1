import { X509Certificate } from 'node:crypto';
import { parseMacId, parseProviderName, parseRedirectUrl, type Parsed } from '#autoprov';
import type { Validator } from '#framework';

const parses = (parse: (text: string) => Parsed<unknown>): Validator<string> => ({
  check: (text) => {
    const parsed = parse(text);
    return parsed.ok ? undefined : parsed.problems.join('\n');
  },
});

/** A MAC-ID or a MAC in any spelling. The message never repeats the ID. */
export const macId = parses(parseMacId);
export const redirectUrl = parses(parseRedirectUrl);
export const providerName = parses(parseProviderName);

export const oneOf = (...allowed: readonly string[]): Validator<string> => ({
  check: (text) =>
    allowed.includes(text)
      ? undefined
      : `${JSON.stringify(text)} is not one of ${allowed.map((word) => JSON.stringify(word)).join(', ')}.`,
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
