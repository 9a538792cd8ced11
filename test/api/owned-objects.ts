import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { anAccount, signIn, type Tokens } from '../support/builders/account.builder.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { finishRun } from '../support/builders/run.builder.js';
import { aDc360UserId } from '../support/builders/service-caller.js';
import type { Operation } from '../support/harness/api-document.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import type { ApiUnderTest } from './api-under-test.js';

export interface Person {
  readonly userId: string;
  readonly token: string;
}

const QUERIES: Readonly<Record<string, string>> = {
  'integrations.extract': '?url=https://example.com/',
  'files.read': '?path=/a.txt',
  'files.info': '?path=/a.txt',
};

/** Two people, one of whom has one of everything. */
export class OwnedObjects {
  private constructor(
    private readonly url: string,
    readonly owner: Person,
    readonly stranger: Person,
    /** Objects of the owner, by the name of the parameter that names them. */
    readonly ids: Readonly<Record<string, string>>,
  ) {}

  static async of(api: ApiUnderTest): Promise<OwnedObjects> {
    const caller = new ApiCaller(api.url);
    const [a, b] = await Promise.all([anAccount(caller), anAccount(caller)]);
    const owner = { userId: a.id, token: a.access_token };
    const elsewhere = (await signIn(caller, a.email)).json<Tokens>();
    const idea = { business_brief: FRENCH_IDEAS[0]?.brief, language: 'fr' };
    const { brief_id: briefId } = (
      await caller.call('/business/brief/generate', { token: owner.token, body: idea })
    ).json<{ brief_id: string }>();
    await finishRun(api.app, briefId, {});
    const { session_id: sessionId } = (
      await caller.call('/coaching/start', { token: owner.token, body: {} })
    ).json<{ session_id: string }>();
    const db = api.app.get(DataSource);
    const websiteId = randomUUID();
    await db.query(`INSERT INTO website (id, brief_id, provider) VALUES ($1, $2, 'folder')`, [
      websiteId,
      briefId,
    ]);
    await db.query(
      `INSERT INTO publication (id, website_id, brief_id, version, status, reference, request_id)
       VALUES ($1, $2, $3, 1, 'published', 'access', 'access')`,
      [randomUUID(), websiteId, briefId],
    );
    const key = `${'a'.repeat(64)}.png`;
    await db.query(
      `INSERT INTO asset (id, owner_id, brief_id, kind, key, sha256, media_type, size, width, height)
       VALUES ($1, $2, $3, 'logo', $4, $5, 'image/png', 1, 1, 1)`,
      [randomUUID(), owner.userId, briefId, key, 'a'.repeat(64)],
    );
    return new OwnedObjects(
      api.url,
      owner,
      { userId: b.id, token: b.access_token },
      {
        briefId,
        sessionId,
        websiteId,
        key,
        path: 'research/result.svg',
        step: 'vision',
        signInId: String(decodeJwt(elsewhere.access_token).sid),
        userId: String(aDc360UserId()),
      },
    );
  }

  /** Bodies that pass, where the object is looked for after the body was read, or named by it. */
  get bodies(): Readonly<Record<string, object>> {
    const { sessionId, briefId } = this.ids;
    return {
      'coaching.correct': { user_response: 'Que chaque femme de Thiès ait une tenue à sa mesure.' },
      'coaching.step': { session_id: sessionId, user_response: 'Une tenue à sa mesure.' },
      'coaching.complete': { session_id: sessionId, confirm: true },
      'coaching.help': { session_id: sessionId },
      'coaching.reformulate': { session_id: sessionId, text: 'Une tenue à sa mesure.' },
      'coaching.proposals': { session_id: sessionId },
      'briefs.regenerate': { regenerate_sections: ['logo_creation'] },
      'websites.create': { brief_id: briefId },
      'websites.rollBack': { version: 1 },
    };
  }

  /** Calls an operation about the owner's objects. @param body default: one of `bodies`, else an empty one */
  async call(
    operation: Operation,
    headers: Readonly<Record<string, string>>,
    body: object = this.bodies[operation.operationId] ?? {},
  ): Promise<Response> {
    const { method, operationId } = operation;
    const address = operation.path.replaceAll(
      /\{(\w+)\}/g,
      (_, name: string) => this.ids[name] ?? randomUUID(),
    );
    const mediaType = operation.body?.mediaType;
    const isForm = mediaType !== undefined && !mediaType.includes('json');
    return fetch(`${this.url}${address}${QUERIES[operationId] ?? ''}`, {
      method,
      headers: { 'if-match': '*', ...(mediaType !== undefined && { 'content-type': mediaType }), ...headers },
      body: mediaType === undefined ? undefined : isForm ? '' : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
  }

  async statusOf(operation: Operation, headers: Readonly<Record<string, string>>): Promise<number> {
    const response = await this.call(operation, headers);
    await response.body?.cancel();
    return response.status;
  }
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
