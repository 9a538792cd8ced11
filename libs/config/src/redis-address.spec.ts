import { describe, expect, it } from '@jest/globals';
import { readRedisAddress, RedisAddressError, withRedisDatabase } from './redis-address.js';

const NOBODY = { username: null, password: null };

describe('the address of a Redis', () => {
  it('is one server', () => {
    expect(readRedisAddress('rediss://:pw@cache')).toEqual({
      kind: 'single',
      url: 'rediss://:pw@cache',
      nodes: [{ host: 'cache', port: 6_379 }],
    });
    expect(readRedisAddress('redis://[::1]:7000/3').nodes).toEqual([{ host: '::1', port: 7_000 }]);
  });

  it('is a set of sentinels, which have passwords of their own', () => {
    expect(
      readRedisAddress(
        'redis+sentinel://us%3Aer:p%40ss:word@s1,s2:26380,[::1]:26381/mymaster/4?sentinel_password=w%2Fatch&sentinel_username=me',
      ),
    ).toEqual({
      kind: 'sentinel',
      isTls: false,
      nodes: [
        { host: 's1', port: 26_379 },
        { host: 's2', port: 26_380 },
        { host: '::1', port: 26_381 },
      ],
      masterName: 'mymaster',
      database: 4,
      login: { username: 'us:er', password: 'p@ss:word' },
      sentinelLogin: { username: 'me', password: 'w/atch' },
    });
    expect(readRedisAddress('rediss+sentinel://s1/my-master.1')).toEqual({
      kind: 'sentinel',
      isTls: true,
      nodes: [{ host: 's1', port: 26_379 }],
      masterName: 'my-master.1',
      database: null,
      login: NOBODY,
      sentinelLogin: NOBODY,
    });
  });

  it('is nodes of a cluster', () => {
    expect(readRedisAddress('redis+cluster://:pw@10.0.0.1:7000,node-2')).toEqual({
      kind: 'cluster',
      isTls: false,
      nodes: [
        { host: '10.0.0.1', port: 7_000 },
        { host: 'node-2', port: 6_379 },
      ],
      login: { username: null, password: 'pw' },
    });
    expect(readRedisAddress('rediss+cluster://n1/0')).toMatchObject({ kind: 'cluster', isTls: true });
  });

  it.each([
    ['http://cache', /^must be a redis:\/\//],
    ['redis+proxy://cache', /^must be a redis:\/\//],
    ['redis://h1:6379,h2:6379', /only the last two take several hosts/],
    ['redis://cache/files', /^must end in a database number$/],
    ['redis+sentinel://s1:26379', /^must name the primary/],
    ['redis+sentinel://s1:26379/', /^must name the primary/],
    ['redis+sentinel://s1/mymaster/16', /^must end in a database number, 0 to 15/],
    ['redis+sentinel://s1/mymaster/0/0', /^must end in a database number/],
    [
      'redis+sentinel://s1/mymaster?db=3',
      /^must have no parameters but sentinel_username, sentinel_password/,
    ],
    ['redis+sentinel://s1,/mymaster', /entry 2 is none$/],
    ['redis+sentinel:///mymaster', /entry 1 is none$/],
    ['redis+cluster://n1:7000,n2:70000', /entry 2 is none$/],
    ['redis+cluster://n1/2', /^must name no database: a Redis Cluster has only number 0$/],
    ['redis+cluster://n1?db=1', /^must have no parameters$/],
    ['redis+cluster://:CANARY/x@n1', /entry 1 is none|percent-encoded/],
    ['redis+cluster://:CANARY%zz@n1', /write it as %25$/],
    ['redis+sentinel://:CANARY#@s1/mymaster', /percent-encoded$/],
  ])('is not %s', (written, reason) => {
    let message = '';
    try {
      readRedisAddress(written);
    } catch (error) {
      expect(error).toBeInstanceOf(RedisAddressError);
      message = (error as Error).message;
    }
    expect(message).toMatch(reason);
    expect(message).not.toContain('CANARY');
  });

  it.each([
    ['redis://:pw@cache', 'redis://:pw@cache/3'],
    ['redis://cache/5', 'redis://cache/5'],
    ['redis+sentinel://:pw@s1,s2/mymaster', 'redis+sentinel://:pw@s1,s2/mymaster/3'],
    [
      'redis+sentinel://s1/mymaster/?sentinel_password=x',
      'redis+sentinel://s1/mymaster/3?sentinel_password=x',
    ],
    ['redis+sentinel://s1/mymaster/5', 'redis+sentinel://s1/mymaster/5'],
    ['redis+cluster://n1,n2', 'redis+cluster://n1,n2'],
  ])('takes a number that it lacks: %s', (written, expected) => {
    expect(withRedisDatabase(written, 3)).toBe(expected);
  });
});
