import { describe, expect, it } from '@jest/globals';
import { PRIVATE_IPS, PRIVATE_URLS } from './private-addresses.fixture.js';
import { isPublicAddress, publicUrl } from './public-address.js';

describe('security: SSRF, the address: publicUrl', () => {
  it.each([
    ['https://jumia.sn/catalogue?page=2', 'https://jumia.sn/catalogue?page=2'],
    ['http://Example.COM:80/a', 'http://example.com/a'],
    ['https://example.com:443/', 'https://example.com/'],
    [' https://thiès.example/marché#top ', 'https://xn--this-7oa.example/march%C3%A9'],
    ['https://example.com./', 'https://example.com./'],
  ])('takes %s', (text, expected) => {
    expect(publicUrl(text)?.href).toBe(expected);
  });

  it.each(PRIVATE_URLS)('refuses %s', (_, text) => {
    expect(publicUrl(text)).toBeNull();
  });
});

describe('security: SSRF, what a name stands for: isPublicAddress', () => {
  it.each(['93.184.216.34', '1.1.1.1', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:93.184.216.34'])(
    'takes %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([...PRIVATE_IPS, 'example.com', ''])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
