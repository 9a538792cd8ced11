import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { AllowedMethods } from './allowed-methods.js';
import { isTooDeep } from './body-depth.js';
import { InFlightRequests } from './in-flight-requests.js';

describe('AllowedMethods', () => {
  it('finds the methods of a path by its pattern', () => {
    const app = fastify();
    const allowed = new AllowedMethods();
    allowed.watch(app);
    app.get('/brief/:id', () => '');
    app.post('/brief/:id', () => '');
    app.get('/files/*', () => '');
    app.options('*', () => '');
    expect(allowed.of('/brief/1')).toEqual(['GET', 'HEAD', 'POST']);
    expect(allowed.of('/brief/1/')).toEqual(['GET', 'HEAD', 'POST']);
    expect(allowed.of('/brief/1/more')).toEqual([]);
    expect(allowed.of('/files/a/b.txt')).toEqual(['GET', 'HEAD']);
  });
});

describe('isTooDeep', () => {
  const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

  it('allows 32 levels', () => {
    expect(isTooDeep(nested(32))).toBe(false);
    expect(isTooDeep(nested(33))).toBe(true);
    expect(isTooDeep(nested(100_000))).toBe(true);
    expect(isTooDeep(undefined)).toBe(false);
    expect(isTooDeep('text')).toBe(false);
  });
});

describe('InFlightRequests', () => {
  it('waits for the last request, but not for ever', async () => {
    const requests = new InFlightRequests();
    await requests.settled(0);
    requests.begin();
    requests.begin();
    const settled = requests.settled(10_000);
    requests.end();
    requests.end();
    await settled;
    requests.begin();
    await requests.settled(1);
  });
});
