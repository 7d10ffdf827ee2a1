import { digestResponse, isSame } from '../../../../server/phone/digest.ts';

/** RFC 7616, section 3.9.1. */
const mufasa = {
  username: 'Mufasa',
  realm: 'http-auth@example.org',
  method: 'GET',
  uri: '/dir/index.html',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  nc: '00000001',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};

describe('the examples of the RFCs', () => {
  test('of RFC 7616, with MD5', () => {
    expect(digestResponse('MD5', mufasa, 'Circle of Life')).toBe('8ca523f5e9506fed4657c9700eebdbec');
  });

  test('of RFC 7616, with SHA-256', () => {
    expect(digestResponse('SHA-256', mufasa, 'Circle of Life')).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
  });

  test('of RFC 2617', () => {
    expect(
      digestResponse(
        'MD5',
        {
          username: 'Mufasa',
          realm: 'testrealm@host.com',
          method: 'GET',
          uri: '/dir/index.html',
          nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
          nc: '00000001',
          cnonce: '0a4f113b',
        },
        'Circle Of Life',
      ),
    ).toBe('6629fae49393a05397450978507c4ef1');
  });
});

test('compares texts of equal and different lengths', () => {
  expect([isSame('753927', '753927'), isSame('753927', '7539'), isSame('753927', '753928'), isSame('', 'a')]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
