import { queryPrepared } from '@genesis/database';
import type { BriefLocation } from '@genesis/knowledge';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type BriefFile, type BriefProgress, BriefReader } from '../brief-reader.js';
import { IS_EXPIRED, TTL_DAYS } from '../brief-rows.js';
import { BriefExpiredError, BriefNotFoundError } from '../briefs.errors.js';
import type { BriefStatus } from '../entities/business-brief.entity.js';
import type { ContractView } from './contract-brief.js';

export const CONTRACT_SORTS = ['created_desc', 'created_asc'] as const;
export type ContractSort = (typeof CONTRACT_SORTS)[number];

export interface ContractPageRequest {
  readonly dc360UserId: string;
  readonly limit: number;
  readonly offset: number;
  readonly sort: ContractSort;
}

export interface ContractSummary {
  readonly briefId: string;
  readonly businessName: string;
  readonly sector: string;
  readonly location: BriefLocation;
  readonly createdAt: Date;
  readonly confidence: number | null;
  readonly isReadyForWebsite: boolean;
}

export interface ContractPage {
  readonly total: number;
  readonly items: readonly ContractSummary[];
}

/** Whose brief it is, and what the platform asks beyond the brief; of an expired one there is no version. */
interface FactsRow {
  readonly owner_id: string;
  readonly dc360_user_id: string;
  readonly status: BriefStatus;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly is_expired: boolean;
  readonly ttl_days: number | null;
  readonly search_provider: string | null;
}

interface SummaryRow extends ContractSummary {
  readonly total: number;
}

/** What the platform may see: briefs of its own people, once an agent was asked for them. */
const IS_VISIBLE = `b.status <> 'draft' AND u.dc360_user_id IS NOT NULL`;

/** Reads briefs for DigitalCloud360. A brief of anybody who is not one of its people is not found. */
@Injectable()
export class ContractBriefs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: BriefReader,
  ) {}

  /** @throws BriefNotFoundError; BriefExpiredError */
  async find(briefId: string): Promise<ContractView> {
    const facts = await this.factsOf(briefId);
    const brief = await this.reader.find(briefId, facts.owner_id);
    return {
      brief,
      dc360UserId: facts.dc360_user_id,
      finishedAt: facts.finished_at,
      generationMs: facts.finished_at && facts.finished_at.getTime() - facts.started_at.getTime(),
      searchProvider: facts.search_provider,
    };
  }

  /** @throws as `find` */
  async status(briefId: string): Promise<BriefProgress> {
    const { owner_id } = await this.factsOf(briefId);
    return this.reader.status(briefId, owner_id);
  }

  /** Whose brief it is. @throws as `find` */
  async ownerOf(briefId: string): Promise<string> {
    return (await this.factsOf(briefId)).owner_id;
  }

  /** @throws as `find` */
  async file(briefId: string, path: string): Promise<BriefFile> {
    const { owner_id } = await this.factsOf(briefId);
    return this.reader.file(briefId, owner_id, path);
  }

  /** A person's briefs; empty for somebody who never came. */
  async list({ dc360UserId, limit, offset, sort }: ContractPageRequest): Promise<ContractPage> {
    const direction = sort === 'created_asc' ? 'ASC' : 'DESC';
    const rows = await queryPrepared<SummaryRow | Pick<SummaryRow, 'total' | 'briefId'>>(
      this.dataSource.manager,
      `WITH mine AS (SELECT b.* FROM users u JOIN business_briefs b ON b.owner_id = u.id
                      WHERE u.dc360_user_id = $1 AND ${IS_VISIBLE} AND NOT ${IS_EXPIRED})
       SELECT counted.total, p.* FROM (SELECT count(*)::int AS total FROM mine) counted
         LEFT JOIN LATERAL (
           SELECT b.id AS "briefId", b.business_name AS "businessName", v.input->'brief'->>'sector' AS sector,
                  v.input->'brief'->'location' AS location, b.created_at AS "createdAt", v.confidence,
                  v.is_ready_for_website AS "isReadyForWebsite"
             FROM mine b JOIN brief_versions v ON v.brief_id = b.id AND v.version = b.current_version
            ORDER BY b.created_at ${direction}, b.id ${direction} LIMIT $2 OFFSET $3) p ON true
        ORDER BY p."createdAt" ${direction}, p."briefId" ${direction}`,
      [dc360UserId, limit, offset],
    );
    const items = rows.filter(
      (row): row is SummaryRow => (row as { briefId: string | null }).briefId !== null,
    );
    return { total: rows[0]?.total ?? 0, items };
  }

  private async factsOf(briefId: string): Promise<FactsRow> {
    const [facts] = await queryPrepared<FactsRow>(
      this.dataSource.manager,
      `SELECT b.owner_id, u.dc360_user_id, b.status, ${IS_EXPIRED} AS is_expired, ${TTL_DAYS} AS ttl_days,
              v.created_at AS started_at, v.finished_at,
              (SELECT c.provider FROM provider_call c
                WHERE c.run_id = v.run_id AND c.capability = 'search' AND c.outcome = 'success'
                ORDER BY c.finished_at DESC LIMIT 1) AS search_provider
         FROM business_briefs b
         JOIN users u ON u.id = b.owner_id
         LEFT JOIN brief_versions v ON v.brief_id = b.id AND v.version = b.current_version
        WHERE b.id = $1 AND ${IS_VISIBLE}`,
      [briefId],
    );
    if (!facts) throw new BriefNotFoundError();
    if (facts.is_expired) throw new BriefExpiredError(facts.ttl_days);
    return facts;
  }
}
