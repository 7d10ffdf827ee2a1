const { default: Sequencer } = require('@jest/test-sequencer');

/** The tiers from the one with the longest files. */
const tiers = ['acceptance', 'conformance', 'integration', 'unit'];

/**
 * The order of the test files. Once jest has run them, it starts the longest ones first; before that, the largest. Our
 * longest files are small, because others describe what they play. So the slow tiers come first with their small files, and
 * no worker is left with a long file at the end.
 */
module.exports = class extends Sequencer {
  /**
   * @override
   * @param {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} tests
   */
  async sort(tests) {
    const sorted = await super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    /** @param {(typeof tests)[number]} test */
    const tierOf = ({ context }) => tiers.indexOf(context.config.displayName?.name ?? '');
    return sorted.toReversed().toSorted((left, right) => tierOf(left) - tierOf(right));
  }
};
