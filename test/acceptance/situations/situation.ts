import type { TestEngine } from '../../support/engine.ts';
import type { PeerName } from '../../support/foreign-peers.ts';
import type { RedirectService } from '../engines/redirect-service.ts';

/** A situation that users get into, and what must hold then on every engine: a row of `npm run situations`. */
export interface Situation {
  /** A present-tense statement. */
  readonly holds: string;
  /** Whether it exists on this engine; by default on all. */
  readonly existsOn?: (engine: TestEngine) => boolean;
  /** Programs made by others. */
  readonly needs?: readonly PeerName[];
  /** Plays it in projects of its own, and throws if it does not hold. */
  readonly play: (world: World) => Promise<void>;
}

/** What a situation is played with. */
export interface World {
  readonly engine: TestEngine;
  readonly service: RedirectService;
}
