import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { designLogo, chooseTemplate, writeContent, writeResearch, writeSeo } from '@genesis/knowledge';
import type { JsonObject } from '@genesis/kernel';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { DataSource } from 'typeorm';
import type {
  ContractListResponse,
  GeneratedBriefResponse,
} from '../../apps/api/src/contract/dto/contract.responses.js';
import { type Answer, ApiCaller } from '../support/builders/api-caller.js';
import { finishRun } from '../support/builders/run.builder.js';
import {
  aDc360UserId,
  announceNews,
  anOrder,
  SERVICE_SECRET,
  type ServiceCall,
  ServiceCaller,
} from '../support/builders/service-caller.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { waitFor } from '../support/harness/wait-for.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

export const GENERATE = '/api/genesis/generate-brief/';
export const BRIEFS = '/api/v1/business-brief';
export const AT_ONCE = { prefer: 'respond-async' };

/** An api, a simulated DigitalCloud360 and a person: for a `describe`. */
export function contractUnderTest() {
  let assetDir: string;
  let dc360: Dc360Simulator;
  let server: ApiUnderTest;
  let service: ServiceCaller;
  let awa: RegisteredUser;

  beforeAll(async () => {
    dc360 = await Dc360Simulator.start({ isEveryoneKnown: true });
    assetDir = await mkdtemp(path.join(tmpdir(), 'genesis-contract-'));
    server = await startApi({
      ASSET_DIR: assetDir,
      GENESIS_SERVICE_SECRET: SERVICE_SECRET,
      DIGITALCLOUD360_API_URL: dc360.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
    });
    service = new ServiceCaller(server.url);
    awa = await registerUser(new ApiCaller(server.url));
  });
  afterAll(async () => {
    await server.close();
    await dc360.stop();
    await rm(assetDir, { recursive: true, force: true });
  });

  const query = async <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    server.app.get(DataSource).query(sql, parameters);
  const generate = (userId: number, overrides: object = {}, call: ServiceCall = {}) =>
    service.call(GENERATE, { body: anOrder(userId, overrides), ...call });
  /** A brief that is being made. */
  async function ordered(userId = aDc360UserId(), overrides: object = {}): Promise<string> {
    const answer = await generate(userId, overrides, { headers: AT_ONCE });
    expect(answer.status).toBe(202);
    return answer.json<GeneratedBriefResponse>().id;
  }
  /** A brief whose run has ended. */
  async function finished(userId = aDc360UserId(), overrides: object = {}): Promise<string> {
    const briefId = await ordered(userId, overrides);
    await finish(briefId);
    return briefId;
  }
  async function finish(briefId: string, outputs: Parameters<typeof finishRun>[2] = {}): Promise<void> {
    await finishRun(server.app, briefId, { ...(await knowledgeResults(briefId)), ...outputs });
    announceNews(server.app, briefId);
  }
  /** What the agents deliver without any vendor. */
  async function knowledgeResults(briefId: string): Promise<Parameters<typeof finishRun>[2]> {
    const [row] = await query<{ input: never }>(`SELECT input FROM brief_versions WHERE brief_id = $1`, [
      briefId,
    ]);
    const input = { ...(row!.input as object), results: {}, statuses: {} } as never;
    const output = ({ result }: { result: unknown }) => ({ output: result as JsonObject });
    return {
      research: output(writeResearch(input)),
      content: output(writeContent(input)),
      logo: output(designLogo(input)),
      seo: output(writeSeo(input)),
      template: output(chooseTemplate(input)),
    };
  }
  async function briefOf(userId: number): Promise<string> {
    return waitFor(
      async () => {
        const list = await service.call(`${BRIEFS}/user/${userId}`);
        return list.json<ContractListResponse>().briefs[0]?.brief_id;
      },
      { timeoutMs: 5_000, what: 'the brief to be there' },
    );
  }
  function expectContractError(answer: Answer, status: number, error: string): Record<string, unknown> {
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status, error, message: expect.any(String) });
    expect(answer.status).toBe(status);
    return answer.json();
  }

  return {
    // Known once the suite has begun.
    get assetDir() {
      return assetDir;
    },
    get dc360() {
      return dc360;
    },
    get server() {
      return server;
    },
    get service() {
      return service;
    },
    get awa() {
      return awa;
    },
    query,
    generate,
    ordered,
    finished,
    finish,
    knowledgeResults,
    briefOf,
    expectContractError,
  };
}
