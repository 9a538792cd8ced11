import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { AllowedMethods } from './allowed-methods.js';
import { isTooComplex, isTooDeep } from './body-depth.js';
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

describe('isTooComplex', () => {
  const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

  it('allows 32 levels', () => {
    expect(isTooComplex(nested(32))).toBe(false);
    expect(isTooComplex(nested(33))).toBe(true);
    expect(isTooComplex(nested(100_000))).toBe(true);
    expect(isTooComplex(undefined)).toBe(false);
    expect(isTooComplex('text')).toBe(false);
  });

  it('allows 1,000 fields and list items, wherever they stand', () => {
    const fields = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));
    expect(isTooComplex(fields(1_000))).toBe(false);
    expect(isTooComplex(fields(1_001))).toBe(true);
    expect(isTooComplex({ a: fields(600), b: fields(398) })).toBe(false);
    expect(isTooComplex({ a: fields(600), b: fields(399) })).toBe(true);
    expect(isTooComplex({ a: Array.from({ length: 999 }, () => 'x') })).toBe(false);
    expect(isTooComplex({ a: Array.from({ length: 1_000 }, () => 'x') })).toBe(true);
  });
});

describe('isTooDeep', () => {
  const text = (json: string) => isTooDeep(Buffer.from(json));
  const nested = (depth: number, inner = '') =>
    `${'{"a":['.repeat(depth / 2)}${inner}${']}'.repeat(depth / 2)}`;

  it('allows 32 levels, side by side as often as one likes', () => {
    expect(text(nested(32))).toBe(false);
    expect(text(nested(32, '[]'))).toBe(true);
    expect(text(`[${Array(100).fill(nested(30)).join(',')}]`)).toBe(false);
    expect(text('['.repeat(33))).toBe(true);
    expect(text('')).toBe(false);
  });

  it('counts no brackets in texts, escaped quotes or not', () => {
    const brackets = '['.repeat(100);
    expect(text(JSON.stringify({ a: brackets, [brackets]: 1 }))).toBe(false);
    expect(text(JSON.stringify({ a: `"${brackets}\\`, b: '\\"' }))).toBe(false);
    expect(text(`{"a":"\\\\","b":${brackets}`)).toBe(true);
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
