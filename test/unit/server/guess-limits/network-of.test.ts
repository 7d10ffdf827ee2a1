import fc from 'fast-check';
import { networkOf } from '../../../../server/guess-limits/index.ts';

describe('the network of a client', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:0207', '192.0.2.7'],
    ['64:ff9b::192.0.2.7', '192.0.2.7'],
    ['2001:db8:0:7::1', '2001:db8:0:7::/64'],
    ['2001:0DB8:0:7:ffff:ffff:ffff:ffff', '2001:db8:0:7::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
    ['', ''],
  ])('%s belongs to %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  test('is the same for all addresses of a /64, and differs between two', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.ipV6(), (one, other) => {
        const prefixOf = (address: string): string => new URL(`http://[${address}]/`).hostname;
        fc.pre(prefixOf(one) !== prefixOf(other) && networkOf(one).endsWith('/64') && networkOf(other).endsWith('/64'));
        const moved = networkOf(one).replace('::/64', ':1:2:3:4');
        expect(networkOf(moved)).toBe(networkOf(one));
      }),
    );
  });

  test('is found for any text', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof networkOf(text) === 'string'));
  });
});
