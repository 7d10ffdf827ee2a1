import { readPlan, shortPlan } from '../../../tools/demo/plan-text.ts';

/** Output of cdktf, with the stack's name or blanks before each line, and colours. */
const output = [
  'fleet  Terraform will perform the following actions:',
  'fleet  \u001b[1m  # gigaset_device.berlin-7C2F80208295 (berlin-7C2F80208295)\u001b[0m will be created',
  '       \u001b[0m  \u001b[32m+\u001b[0m\u001b[0m resource "gigaset_device" "berlin-7C2F80208295" {',
  '             \u001b[32m+\u001b[0m\u001b[0m mac_id        = (sensitive value)',
  '           }',
  '',
  '       \u001b[1m  # gigaset_device.berlin-7C2F80820EC0 (berlin-7C2F80820EC0)\u001b[0m must be \u001b[1m\u001b[31mreplaced',
  '       \u001b[0m  -/+ resource "gigaset_device" "berlin-7C2F80820EC0" {',
  '           }',
  '',
  '       \u001b[1m  # null_resource.notification (notification)\u001b[0m will be created',
  'fleet  \u001b[0m  \u001b[32m+\u001b[0m\u001b[0m resource "null_resource" "notification" {',
  '             \u001b[32m+\u001b[0m\u001b[0m triggers = {',
  '               }',
  '           }',
  '',
  '       \u001b[1mPlan:\u001b[0m 3 to add, 0 to change, 1 to destroy.',
  'fleet  gigaset_device.berlin-7C2F80208295: Creating...',
].join('\n');

test('finds addresses, actions and summary in the output of cdktf', () => {
  const { resources, summary } = readPlan(output, 'fleet');
  expect(resources.map(({ address, action }) => [address, action])).toEqual([
    ['gigaset_device.berlin-7C2F80208295', 'created'],
    ['gigaset_device.berlin-7C2F80820EC0', 'replaced'],
    ['null_resource.notification', 'created'],
  ]);
  expect(summary).toBe('Plan: 3 to add, 0 to change, 1 to destroy.');
});

test('recognises a plan without changes', () => {
  expect(readPlan('fleet  \u001b[1m\u001b[32mNo changes.\u001b[0m Your infrastructure matches.\n', 'fleet')).toEqual({
    resources: [],
    summary: 'No changes. Your infrastructure matches.',
  });
});

test('abbreviates to the first phone in full and the others by MAC', () => {
  expect(shortPlan(readPlan(output, 'fleet'))).toBe(`  # gigaset_device.berlin-7C2F80208295 will be created
  + resource "gigaset_device" "berlin-7C2F80208295" {
      + mac_id        = (sensitive value)
    }
  and 1 more like it:
  -/+ 7C2F80820EC0
  + null_resource.notification
  Plan: 3 to add, 0 to change, 1 to destroy.
`);
});
