import { goPeer } from '../../../tools/go.ts';
import { describeUnless } from '../../support/foreign-peers.ts';

const built = await goPeer('go-peer');

/** The provider on terraform-plugin-framework; empty without Go, and then no test runs. */
export const goProgram = 'program' in built ? built.program : '';

/** A suite that compares the framework with the one in Go. */
export const besideGo = (title: string, suite: () => void): void => {
  describeUnless('problem' in built ? built.problem : undefined, title, suite);
};
