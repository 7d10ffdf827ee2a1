import assert from 'node:assert/strict';
import type { TestEngine } from '../../support/engine.ts';
import type { PeerName } from '../../support/foreign-peers.ts';
import type { EngineResult } from '../../support/running-engine.ts';
import { words, type RedirectService } from '../engines/redirect-service.ts';

/** A situation that users get into, and what must hold then on every engine: a row of `npm run situations`. */
export interface Situation {
  /** What is done, in a few words. */
  readonly done: string;
  /** What is expected: a present-tense statement. */
  readonly holds: string;
  /** Whether it exists on this engine; by default on all. */
  readonly existsOn?: (engine: TestEngine) => boolean;
  /** Programs made by others. */
  readonly needs?: readonly PeerName[];
  /** Plays it in projects of its own. Returns what was seen; throws if it is not what is expected. */
  readonly play: (world: World) => Promise<string>;
}

/** Situations about one topic. */
export interface Topic {
  readonly title: string;
  readonly situations: readonly Situation[];
}

/** What a situation is played with. */
export interface World {
  readonly engine: TestEngine;
  readonly service: RedirectService;
}

/** The command must fail and say all of this. Returns what was seen. */
export const refused = (running: Promise<EngineResult>, ...texts: readonly RegExp[]): Promise<string> =>
  ends(running, [1], texts);

/** The command must succeed and say all of this. Returns what was seen. */
export const succeeds = (running: Promise<EngineResult>, ...texts: readonly RegExp[]): Promise<string> =>
  ends(running, [0, 2], texts);

async function ends(
  running: Promise<EngineResult>,
  codes: readonly (number | null)[],
  texts: readonly RegExp[],
): Promise<string> {
  const { code, output } = await running;
  assert.ok(codes.includes(code), `ended with code ${code ?? 'none'}:\n${output}`);
  return seenIn(output, texts);
}

/**
 * What an engine has printed: the titles of its errors and warnings, or else its summary; then the matches of these texts.
 *
 * @throws if one does not match
 */
export function seenIn(output: string, texts: readonly RegExp[] = []): string {
  const text = words(output);
  const titles = [...output.matchAll(/^[│\s]*((?:Error|Warning): .*)$/gm)].map(([, title = '']) => title.trim());
  const summary = /^(?:Apply complete!|Destroy complete!|No changes\.|Plan: ).*$/gm;
  const seen = titles.length > 0 ? [...new Set(titles)] : [output.match(summary)?.at(-1) ?? ''];
  for (const expected of texts) {
    assert.match(text, expected);
    const [match = ''] = expected.exec(text) ?? [];
    if (!seen.some((known) => known.includes(match))) seen.push(match);
  }
  return seen.join('\n');
}
