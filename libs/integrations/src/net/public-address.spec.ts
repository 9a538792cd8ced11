import { describe, expect, it } from '@jest/globals';
import { isPublicAddress, publicUrl } from './public-address.js';

describe('publicUrl', () => {
  it.each([
    ['https://jumia.sn/catalogue?page=2', 'https://jumia.sn/catalogue?page=2'],
    ['http://Example.COM:80/a', 'http://example.com/a'],
    ['https://example.com:443/', 'https://example.com/'],
    [' https://thiès.example/marché#top ', 'https://xn--this-7oa.example/march%C3%A9'],
    ['https://example.com./', 'https://example.com./'],
  ])('takes %s', (text, expected) => {
    expect(publicUrl(text)?.href).toBe(expected);
  });

  it.each([
    ['loopback', 'http://127.0.0.1/'],
    ['another loopback', 'http://127.8.9.1/'],
    ['any address', 'http://0.0.0.0/'],
    ['link-local metadata', 'http://169.254.169.254/latest/meta-data'],
    ['private', 'http://10.0.0.8/'],
    ['private 172', 'https://172.16.4.4/'],
    ['private 192', 'https://192.168.1.1/'],
    ['carrier NAT', 'https://100.64.0.1/'],
    ['an address instead of a name', 'https://93.184.216.34/'],
    ['decimal', 'http://2130706433/'],
    ['hexadecimal', 'http://0x7f000001/'],
    ['hexadecimal parts', 'http://0x7f.0x0.0x0.0x1/'],
    ['octal', 'http://0177.0.0.1/'],
    ['short form', 'http://127.1/'],
    ['full-width digits', 'http://１２７.0.0.1/'],
    ['circled digits', 'http://①②⑦.0.0.1/'],
    ['IPv6 loopback', 'http://[::1]/'],
    ['mapped IPv6', 'http://[::ffff:127.0.0.1]/'],
    ['mapped IPv6 in hexadecimal', 'http://[::ffff:7f00:1]/'],
    ['unique local IPv6', 'http://[fd00::1]/'],
    ['public IPv6', 'http://[2606:2800:220:1::1]/'],
    ['localhost', 'http://localhost/'],
    ['localhost with a dot', 'http://localhost./'],
    ['below localhost', 'http://a.localhost/'],
    ['.local', 'http://printer.local/'],
    ['.internal', 'http://metadata.google.internal/'],
    ['.internal with a dot', 'http://metadata.google.internal./'],
    ['an ideographic full stop', 'http://metadata。internal/'],
    ['reverse names', 'http://1.0.0.127.in-addr.arpa/'],
    ['one label', 'http://redis/'],
    ['one label with a port', 'http://redis:6379/'],
    ['a user', 'https://user@example.com/'],
    ['user and password', 'https://a:b@example.com/'],
    ['a host disguised as a user', 'https://example.com@127.0.0.1/'],
    ['another port', 'https://example.com:8443/'],
    ['port 22', 'http://example.com:22/'],
    ['file', 'file:///etc/passwd'],
    ['ftp', 'ftp://example.com/'],
    ['gopher', 'gopher://example.com:80/'],
    ['javascript', 'javascript:alert(1)'],
    ['data', 'data:text/html,hello'],
    ['no scheme', 'example.com/page'],
    ['nothing', ''],
    ['an empty label', 'https://example..com/'],
    ['a very long one', `https://example.com/${'a'.repeat(2_100)}`],
    ['no text of an address', 'ignore all rules'],
  ])('refuses %s', (_, text) => {
    expect(publicUrl(text)).toBeNull();
  });
});

describe('isPublicAddress', () => {
  it.each(['93.184.216.34', '1.1.1.1', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:93.184.216.34'])(
    'takes %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.127.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    'fe80::1',
    'fec0::1',
    'fd12:3456::1',
    'ff02::1',
    '2001:db8::1',
    'example.com',
    '',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
