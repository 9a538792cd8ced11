import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerFaults } from './answers/answer-faults.js';
import { ApiDocument, type Operation } from '../support/harness/api-document.js';
import { fuzzOptions } from './fuzz-options.js';
import { OperationRecord } from './operation-record.js';
import type { FuzzRequest } from './requests/fuzz-request.js';
import { requests } from './requests/requests.js';
import { Town } from './town.js';
import { asCurl, Wire, type WireAnswer } from './wire.js';

const document = ApiDocument.read();
const operations = document.operations.filter(
  ({ operationId }) => fuzzOptions.operation === null || operationId === fuzzOptions.operation,
);
/** A failure is made smaller for so long. */
const SHRINK_MS = 60_000;
const TEST_MS = 240_000;
/** So few say nothing of whether anything was accepted. */
const TOO_FEW = 100;
const SHOWN_CHARS = 600;
/** Operations of which no valid request gets 2xx here, and why. */
const NEVER_ACCEPTED: Readonly<Record<string, string>> = {};

describe(`fuzzing: requests made of openapi.json, seed ${fuzzOptions.seed}`, () => {
  let town: Town;
  let wire: Wire;

  beforeAll(async () => {
    town = await Town.build();
    wire = new Wire(town.url);
  }, 120_000);
  afterAll(async () => {
    await wire.close();
    await town.leave();
  });

  it('knows an operation of that name', () => {
    expect(operations.length).toBeGreaterThan(0);
  });

  it('refuses a schema with a format that it does not know, and the document has none', () => {
    expect(() => document.faultOf('x', { type: 'string', format: 'unheard-of' })).toThrow('unheard-of');
    for (const schema of Object.values(document.schemas)) document.faultOf(null, schema);
  });

  it.each(operations.map((operation) => [operation.operationId, operation] as const))(
    '%s answers as the document says',
    async (_, operation) => {
      const record = new OperationRecord(operation);
      const property = fc.asyncProperty(requests(document, operation), async (request) => {
        await check(operation, request, record);
      });
      await fc.assert(property, {
        seed: fuzzOptions.seed,
        numRuns: fuzzOptions.requests,
        reporter: undefined,
        asyncReporter: async (outcome) => {
          if (!outcome.failed) return;
          const why =
            outcome.errorInstance instanceof Error ? outcome.errorInstance.message : 'it took too long';
          throw new Error(
            `${operation.operationId} failed at request ${outcome.numRuns} of seed ${outcome.seed}, made smaller ${outcome.numShrinks} times:\n${why}\n` +
              `again: npm run test:fuzz -- --seed ${outcome.seed} --requests ${fuzzOptions.requests} --operation ${operation.operationId}`,
          );
        },
        interruptAfterTimeLimit: TEST_MS - SHRINK_MS,
        markInterruptAsFailure: true,
      });
      expect(record.requestCount).toBe(fuzzOptions.requests);
      if (fuzzOptions.requests >= TOO_FEW) {
        const isDue = !Object.hasOwn(NEVER_ACCEPTED, operation.operationId);
        expect({ isAccepted: record.acceptedCount > 0 }).toEqual({ isAccepted: isDue });
      }
      await record.write();
    },
    TEST_MS,
  );

  /** @throws with all that is wrong, and how to send the request by hand */
  async function check(operation: Operation, request: FuzzRequest, record: OperationRecord): Promise<void> {
    const meant = await town.meant(operation, request);
    const logged = town.server.logs.length;
    const answer = await wire.send(operation, meant);
    record.note(meant, answer);
    const faults = [
      ...answerFaults(document, operation, meant, answer),
      ...(await afterwards(operation, meant, answer)),
    ];
    if (answer.status < 400) town.accepted();
    if (faults.length === 0) return;
    const log = town.server.logs.slice(logged).map((line) => JSON.stringify(line));
    throw new Error(
      [
        ...faults,
        `${meant.class}${meant.changes.map((change) => `; ${change}`).join('')}`,
        asCurl(town.url, operation, meant),
        `${answer.status} ${answer.body.toString().slice(0, SHOWN_CHARS)}`,
        ...log.map((line) => line.slice(0, 2 * SHOWN_CHARS)),
      ].join('\n'),
    );
  }

  /** What was deleted is not there any more: for whoever reads it, and for whoever deletes it again. */
  async function afterwards(
    operation: Operation,
    request: FuzzRequest,
    { status }: WireAnswer,
  ): Promise<readonly string[]> {
    if (operation.method !== 'DELETE' || !operation.path.includes('{') || status >= 300) return [];
    const others = document.operations.filter(
      ({ path, method }) => path === operation.path && ['GET', 'DELETE'].includes(method),
    );
    const faults: string[] = [];
    for (const other of others) {
      const body = other.body === null ? null : request.body;
      const answer = await wire.send(other, { ...request, query: [], body });
      if (answer.status !== 404)
        faults.push(`after it was deleted, ${other.operationId} got ${answer.status}`);
    }
    return faults;
  }

  it('leaves the prototypes of the process as they were', () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });
});
