import { goPeer } from '../../../tools/go-peers.ts';

const built = await goPeer('go-peer');

/** The peer's program; empty where there is none, and then nothing runs. */
export const goProgram = 'program' in built ? built.program : '';

/** A suite that needs the peer. Where Go is not to be had there is nothing to compare with, and its title says so. */
export const besideGo = (name: string, suite: () => void): void => {
  if ('program' in built) describe(name, suite);
  else describe.skip(`${name} (nothing to compare with: ${built.problem})`, suite);
};
