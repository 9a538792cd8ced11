import { describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { HashingBusy } from '../identity.errors.js';
import { HashGate } from './hash-gate.js';

/** A job of the gate that ends when the test says so. */
function aJob(gate: HashGate, number: number, started: number[]) {
  const ending = new EventEmitter();
  const beginning = new EventEmitter();
  const begun = once(beginning, 'begin');
  const answer = gate.run(async () => {
    started.push(number);
    beginning.emit('begin');
    await once(ending, 'end');
    return number;
  });
  const finish = () => {
    ending.emit('end');
  };
  return { answer, begun, finish };
}

describe('HashGate', () => {
  it('lets a bounded number run and wait, in turn, and turns the others away', async () => {
    const gate = new HashGate({ concurrency: 2, maxWaiting: 2 });
    const started: number[] = [];
    const jobs = [0, 1, 2, 3].map((number) => aJob(gate, number, started));
    await expect(gate.run(async () => 4)).rejects.toBeInstanceOf(HashingBusy);
    expect(started).toEqual([0, 1]);

    jobs[1]?.finish();
    await jobs[2]?.begun;
    expect(started).toEqual([0, 1, 2]);

    for (const job of [0, 2, 3].map((number) => jobs[number])) {
      await job?.begun;
      job?.finish();
    }
    expect(await Promise.all(jobs.map(({ answer }) => answer))).toEqual([0, 1, 2, 3]);
    expect(await gate.run(async () => 5)).toBe(5);
  });

  it('passes a failure on and goes on', async () => {
    const gate = new HashGate({ concurrency: 1, maxWaiting: 1 });
    const failing = gate.run(() => Promise.reject(new TypeError('no memory')));
    const next = gate.run(async () => 'next');
    await expect(failing).rejects.toThrow('no memory');
    expect(await next).toBe('next');
  });
});
