import { describe, expect, it } from '@jest/globals';
import { addressBlock } from './address-block.js';

describe('Limits: what counts as one address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:4711', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:207', '192.0.2.7'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0000:0000:ffff:ffff:ffff:ffff', '2001:db8:0:0::/64'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ])('%s is of %s', (address, block) => {
    expect(addressBlock(address)).toBe(block);
  });

  it.each(['', 'unknown', '_hidden', '192.0.2.300', '1::2::3', '9'.repeat(100_000), 'a\r\nb', '{x}'])(
    'takes %.20j for none, which all such callers share',
    (address) => {
      expect(addressBlock(address)).toBe('unknown');
    },
  );
});
