import { readFileSync } from 'node:fs';
import { engines } from '../../support/engine.ts';
import { startForge } from '../../support/forge.ts';
import { useShared } from '../../support/shared.ts';
import { useRedirectService } from '../engines/redirect-service.ts';
import { formatPage, pagePath } from './page.ts';
import type { Transcript } from './transcript.ts';
import { walk } from './walk.ts';
import { coveringWays, titleOf } from './ways.ts';

const service = useRedirectService();
const forge = useShared(startForge);
const ways = coveringWays(engines());
const walked: Transcript[] = [];

test.each(ways.map((way) => [titleOf(way), way] as const))(
  'an account filled by hand gets reviewed changes and a nightly check: %s',
  async (_title, way) => {
    walked.push(await walk(way, { service, forge }));
  },
);

test('the page with the transcript of the first walk is up to date (else: npm run walk -- --page)', () => {
  const [way] = ways;
  const [transcript] = walked;
  // The page shows what Terraform prints.
  if (way?.engine.name !== 'Terraform') return;
  expect(transcript && withoutVersion(formatPage(transcript))).toBe(withoutVersion(readFileSync(pagePath, 'utf8')));
});

/** The hash of a plan does not depend on the engine, but its version is beside it. */
const withoutVersion = (page: string): string => page.replaceAll(/Terraform \d[\w.-]*/g, 'Terraform');
