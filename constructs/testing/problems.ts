import { AnnotationMetadataEntryType, TerraformStack, Testing } from 'cdktn';
import type { IConstruct } from 'constructs';

const ERROR: string = AnnotationMetadataEntryType.ERROR;

/** What makes the synth of a scope fail: its validations, and the errors of aspects. */
export function problemsOf(scope: IConstruct): readonly string[] {
  // Applies the aspects.
  for (const stack of stacksOf(scope)) Testing.synth(stack);
  return scope.node
    .findAll()
    .flatMap(({ node }) => [
      ...node.validate(),
      ...node.metadata.filter(({ type }) => type === ERROR).map(({ data }) => String(data)),
    ]);
}

/** The stacks in a scope, or the one that contains it. */
function stacksOf(scope: IConstruct): readonly TerraformStack[] {
  const below = scope.node.findAll().filter((construct) => TerraformStack.isStack(construct));
  return below.length > 0 ? below : [TerraformStack.of(scope)];
}
