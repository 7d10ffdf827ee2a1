import { engines } from '../../support/engine.ts';
import { startForge } from '../../support/forge.ts';
import { useShared } from '../../support/shared.ts';
import { useRedirectService } from '../engines/redirect-service.ts';
import { walk } from './walk.ts';
import { coveringWays, titleOf } from './ways.ts';

const service = useRedirectService();
const forge = useShared(startForge);

test.each(coveringWays(engines()).map((way) => [titleOf(way), way] as const))(
  'an account filled by hand gets reviewed changes and a nightly check: %s',
  async (_title, way) => {
    const chapters = await walk(way, { service, forge });
    expect(chapters.length).toBeGreaterThan(0);
  },
);
