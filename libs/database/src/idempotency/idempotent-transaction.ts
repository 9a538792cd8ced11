import { createHash } from 'node:crypto';
import { AppError, type JsonObject } from '@genesis/kernel';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { transaction } from '../transaction.js';

export interface IdempotentRequest {
  /** Who calls which route, e.g. `<user id> POST /business/brief/generate`. */
  readonly scope: string;
  /** The caller's `Idempotency-Key`; null runs the work without one. */
  readonly key: string | null;
  readonly body: unknown;
}

export interface IdempotentAnswer<T> {
  readonly answer: T;
  /** True when the work was not done again and `answer` is the stored one. */
  readonly isReplay: boolean;
}

const KEPT_FOR = '24 hours';

/** Runs work once per idempotency key: the key's row, the stored answer and the rows that the work made commit
 *  together, so no half-done key outlives its process. Source: draft-ietf-httpapi-idempotency-key-header. */
@Injectable()
export class IdempotentTransaction {
  constructor(private readonly dataSource: DataSource) {}

  /** The answer that was stored for a request, or null: for work that does something costly before its transaction.
   *  @throws AppError IDEMPOTENCY_MISMATCH (invalid) when the key came with another body before */
  async stored<T extends JsonObject>({ scope, key, body }: IdempotentRequest): Promise<T | null> {
    if (key === null) return null;
    const stored = await findAnswer<T>(this.dataSource.manager, scope, key);
    return stored === undefined ? null : answerFor(stored, hashOf(body));
  }

  /** @throws AppError IDEMPOTENCY_MISMATCH (invalid) when the key came with another body before;
   *  IDEMPOTENCY_IN_FLIGHT (conflict) while the first request with this key is still at work. */
  async run<T extends JsonObject>(
    request: IdempotentRequest,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<IdempotentAnswer<T>> {
    const { scope, key } = request;
    if (key === null) {
      return { answer: await transaction(this.dataSource, work), isReplay: false };
    }
    const bodyHash = hashOf(request.body);
    return transaction(this.dataSource, async (tx) => {
      if (!(await isAlone(tx, scope, key))) {
        throw new AppError({ code: 'IDEMPOTENCY_IN_FLIGHT', kind: 'conflict', retryAfterMs: 1_000 });
      }
      const stored = await findAnswer<T>(tx, scope, key);
      if (stored) return { answer: answerFor(stored, bodyHash), isReplay: true };
      const answer = await work(tx);
      await tx.query(
        `INSERT INTO idempotency_keys (scope, key, body_hash, response, expires_at)
         VALUES ($1, $2, $3, $4, now() + $5::interval)
         ON CONFLICT (scope, key) DO UPDATE
           SET body_hash = excluded.body_hash, response = excluded.response,
               created_at = now(), expires_at = excluded.expires_at`,
        [scope, key, bodyHash, JSON.stringify(answer), KEPT_FOR],
      );
      return { answer, isReplay: false };
    });
  }

  /** Forgets stored answers with what they tell of, in the transaction that deletes it: a call that comes again with
   *  their keys is one that was never answered.
   *  @param scopes those in which such an answer can be @param parts an answer that contains one of them is forgotten */
  async forget(
    tx: EntityManager,
    scopes: readonly string[],
    parts: readonly Readonly<Record<string, string>>[],
  ): Promise<void> {
    await tx.query(
      `DELETE FROM idempotency_keys WHERE scope = ANY($1::text[]) AND response @> ANY($2::text[]::jsonb[])`,
      [scopes, parts.map((part) => JSON.stringify(part))],
    );
  }
}

interface StoredAnswer<T> {
  readonly body_hash: string;
  readonly response: T;
}

const hashOf = (body: unknown): string => createHash('sha256').update(JSON.stringify(body)).digest('hex');

function answerFor<T>(stored: StoredAnswer<T>, bodyHash: string): T {
  if (stored.body_hash !== bodyHash) throw new AppError({ code: 'IDEMPOTENCY_MISMATCH', kind: 'invalid' });
  return stored.response;
}

/** The lock ends with the transaction, however that ends. */
async function isAlone(tx: EntityManager, scope: string, key: string): Promise<boolean> {
  const rows: { alone: boolean }[] = await tx.query(
    `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS alone`,
    [`${scope}\n${key}`],
  );
  return rows[0]?.alone === true;
}

async function findAnswer<T>(
  tx: EntityManager,
  scope: string,
  key: string,
): Promise<StoredAnswer<T> | undefined> {
  const rows: StoredAnswer<T>[] = await tx.query(
    `SELECT body_hash, response FROM idempotency_keys WHERE scope = $1 AND key = $2 AND expires_at > now()`,
    [scope, key],
  );
  return rows[0];
}
