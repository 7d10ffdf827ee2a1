import { Annotations } from 'cdktn';
import type { IConstruct } from 'constructs';

/** Adds an error to a construct once, because an aspect visits a construct again with each synth of a test. */
export function addError(construct: IConstruct, message: string): void {
  if (construct.node.metadata.some(({ data }) => data === message)) return;
  Annotations.of(construct).addError(message);
}
