import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DatabaseSettings, loadSettings } from '@genesis/config';
import { migrate, pendingMigrations, postgresOptions } from '@genesis/database';
import { DataSource, type DataSourceOptions, type MigrationInterface, type QueryRunner } from 'typeorm';
import { type Contract, isContract } from '../../libs/database/src/migrations/contract.js';
import { MIGRATIONS } from '../../libs/database/src/migrations/migrations.js';
import { configuredStores } from '../support/harness/installation.js';
import {
  breakingChanges,
  type Catalogue,
  catalogueOf,
  lockingStatements,
  rewrittenTables,
} from '../support/harness/schema-changes.js';
import { TestDatabase } from '../support/harness/test-database.js';

const START_MS = 120_000;

/** What the check finds and no release minds. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  // No release ever changed an entry.
  AuditStays1764640000000: ['trigger audit_entries.tr_audit_entries_stay is new'],
};

/** What the first release brought. Nothing ran before it that they could have broken, and their tables were empty. From
 *  the next one on there is no exception: a `contract` says what it takes away. */
const FIRST_RELEASE: Readonly<Record<string, string>> = {
  FirstSchema1764000000000: 'the first tables',
  RunSteps1764200000000: 'before the first release',
  Coaching1764300000000: 'before the first release: drafts without a run, with checks on versions',
  RunProviders1764400000000: 'before the first release: another primary key of provider_call',
  Quota1764410000000: 'before the first release',
  SingleSignOn1764440000000: 'before the first release: a check on users',
  Assets1764450000000: 'before the first release',
  Publishing1764460000000: 'before the first release',
};

type MigrationClass = (new () => MigrationInterface) & { readonly contract?: Contract };

describe('migrations expand first and contract later', () => {
  let database: TestDatabase;
  const opened: TestDatabase[] = [];

  async function aDatabase(): Promise<TestDatabase> {
    const made = await TestDatabase.create(configuredStores().databaseUrl);
    opened.push(made);
    return made;
  }

  const optionsOf = (
    { url }: TestDatabase,
    migrations: readonly MigrationClass[],
    env: Readonly<Record<string, string>> = {},
  ): DataSourceOptions => {
    const settings = loadSettings({
      env: { ENVIRONMENT: 'testing', DATABASE_URL: url, TEST_DATABASE_URL: url, ...env },
    }).get(DatabaseSettings);
    return { ...postgresOptions(settings, 'genesis-test'), migrations: [...migrations] };
  };

  interface Step {
    readonly breaks: readonly string[];
    readonly locks: readonly string[];
  }

  /** Applies what is pending of `migrations` and says what that did to a database that is in use. */
  async function apply(on: TestDatabase, migrations: readonly MigrationClass[]): Promise<Step> {
    const statements: string[] = [];
    const before = await catalogueOf(on.pool);
    await migrate({ ...optionsOf(on, migrations), logger: recorderInto(statements) });
    const after = await catalogueOf(on.pool);
    const tables = before.tables.map(({ name }) => name);
    return {
      breaks: breakingChanges(before, after),
      locks: [...lockingStatements(statements, tables), ...rewrittenTables(before, after)],
    };
  }

  beforeAll(async () => {
    database = await aDatabase();
  }, START_MS);

  afterAll(async () => {
    await Promise.all(opened.map((made) => made.drop()));
  }, START_MS);

  it(
    'each of ours either breaks nothing and keeps nobody waiting, or says what it takes away',
    async () => {
      const steps: Record<string, Step> = {};
      for (const [index, { name }] of MIGRATIONS.entries()) {
        steps[name] = await apply(database, MIGRATIONS.slice(0, index + 1));
      }
      const later = MIGRATIONS.filter(({ name }) => !(name in FIRST_RELEASE)) as readonly MigrationClass[];

      expect(MIGRATIONS.slice(0, 8).map(({ name }) => name)).toEqual(Object.keys(FIRST_RELEASE));
      for (const migration of later) {
        const declared = migration.contract?.breaks ?? HARMLESS[migration.name] ?? [];
        expect({ name: migration.name, ...steps[migration.name] }).toEqual({
          name: migration.name,
          breaks: declared,
          locks: [],
        });
      }
      // The check sees what it is there for: the first release would not have passed it.
      expect(steps['RunProviders1764400000000']?.breaks).toEqual([
        'primary key provider_call.pk_provider_call is new',
        'primary key provider_call.pk_provider_call is gone',
      ]);
      expect(steps['SingleSignOn1764440000000']?.breaks).toEqual(['check users.ck_users_reachable is new']);
    },
    START_MS,
  );

  describe('a change of tables that are in use', () => {
    let on: TestDatabase;
    let before: Catalogue;

    beforeAll(async () => {
      on = await aDatabase();
      await on.pool.query(`
        CREATE TABLE shop (id uuid PRIMARY KEY, name varchar(20) NOT NULL, city text DEFAULT 'Dakar', phone text,
                           state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')));
        CREATE TABLE stall (id integer PRIMARY KEY);
        CREATE UNIQUE INDEX ux_shop_phone ON shop (phone)`);
      before = await catalogueOf(on.pool);
    }, START_MS);

    const changeOf = async (sql: string) => {
      const client = await on.pool.connect();
      const own = { query: (text: string) => client.query(text) } as unknown as typeof on.pool;
      try {
        await client.query('BEGIN');
        await client.query(sql);
        const after = await catalogueOf(own);
        const tables = before.tables.map(({ name }) => name);
        return {
          breaks: breakingChanges(before, after),
          locks: [...lockingStatements(sql.split(';'), tables), ...rewrittenTables(before, after)],
        };
      } finally {
        await client.query('ROLLBACK');
        client.release();
      }
    };

    it.each<[string, string, readonly string[]]>([
      [
        'a dropped column',
        'ALTER TABLE shop DROP COLUMN phone',
        ['column shop.phone is gone', 'unique index shop.ux_shop_phone is gone'],
      ],
      ['a renamed column', 'ALTER TABLE shop RENAME city TO town', ['column shop.city is gone']],
      ['a dropped table', 'DROP TABLE stall', ['table stall is gone']],
      ['a renamed table', 'ALTER TABLE stall RENAME TO booth', ['table stall is gone']],
      [
        'another type',
        'ALTER TABLE shop ALTER name TYPE text',
        ['column shop.name was character varying(20) and is text'],
      ],
      [
        'a required column without default',
        'ALTER TABLE shop ADD size integer NOT NULL',
        ['column shop.size is new, required and has no default'],
      ],
      [
        'a column that becomes required',
        'ALTER TABLE shop ALTER city SET NOT NULL',
        ['column shop.city has become required'],
      ],
      [
        'a lost default',
        'ALTER TABLE shop ALTER city DROP DEFAULT',
        ['column shop.city has lost its default'],
      ],
      [
        'a check',
        'ALTER TABLE shop ADD CONSTRAINT ck_city CHECK (city <> name) NOT VALID',
        ['check shop.ck_city is new'],
      ],
      [
        'a narrower check',
        `ALTER TABLE shop DROP CONSTRAINT shop_state_check, ADD CONSTRAINT shop_state_check CHECK (state IN ('open', 'sold')) NOT VALID`,
        ['check shop.shop_state_check is new'],
      ],
      [
        'a unique constraint',
        'ALTER TABLE shop ADD CONSTRAINT uq_name UNIQUE (name)',
        ['unique shop.uq_name is new'],
      ],
      ['a unique index', 'CREATE UNIQUE INDEX ux_name ON shop (name)', ['unique index shop.ux_name is new']],
      [
        'a unique column that is filled by itself',
        `ALTER TABLE shop ADD code text DEFAULT 'x' CONSTRAINT uq_code UNIQUE`,
        ['unique shop.uq_code is new'],
      ],
      [
        'a foreign key',
        'ALTER TABLE shop ADD CONSTRAINT fk_id FOREIGN KEY (id) REFERENCES shop (id) NOT VALID',
        ['foreign key shop.fk_id is new'],
      ],
      [
        'another primary key',
        'ALTER TABLE stall DROP CONSTRAINT stall_pkey',
        ['primary key stall.stall_pkey is gone'],
      ],
      ['a dropped unique index', 'DROP INDEX ux_shop_phone', ['unique index shop.ux_shop_phone is gone']],
      [
        'a trigger',
        'CREATE TRIGGER t_shop BEFORE UPDATE ON shop FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
        ['trigger shop.t_shop is new'],
      ],
    ])('is found: %s', async (_what, sql, breaks) => {
      expect((await changeOf(sql)).breaks).toEqual(breaks);
    });

    it.each([
      [
        'a new table',
        'CREATE TABLE till (id integer PRIMARY KEY, shop_id uuid NOT NULL REFERENCES shop (id))',
      ],
      ['a column that may be empty', 'ALTER TABLE shop ADD note text'],
      ['a required column with a default', 'ALTER TABLE shop ADD rank integer NOT NULL DEFAULT 0'],
      [
        'a rule on new columns that old code leaves empty',
        'ALTER TABLE shop ADD vat text, ADD CONSTRAINT ck_vat CHECK (length(vat) = 9) NOT VALID',
      ],
      [
        'a checked list of words in a new column with a default',
        `ALTER TABLE shop ADD size text NOT NULL DEFAULT 'small';
         ALTER TABLE shop ADD CONSTRAINT ck_size CHECK (size IN ('small', 'large')) NOT VALID;
         ALTER TABLE shop VALIDATE CONSTRAINT ck_size`,
      ],
      [
        'a wider list of words',
        `ALTER TABLE shop DROP CONSTRAINT shop_state_check, ADD CONSTRAINT shop_state_check CHECK (state IN ('open', 'closed', 'sold')) NOT VALID`,
      ],
      ['a column that need not be filled any more', 'ALTER TABLE shop ALTER name DROP NOT NULL'],
      ['a default', `ALTER TABLE shop ALTER phone SET DEFAULT '0'`],
    ])('is none: %s', async (_what, sql) => {
      expect(await changeOf(sql)).toEqual({ breaks: [], locks: [] });
    });

    it.each([
      ['an index', 'CREATE INDEX ix_city ON shop (city)'],
      ['a unique index', 'CREATE UNIQUE INDEX "ux_city" ON "shop" USING btree ("city")'],
      ['a check that looks at every row', 'ALTER TABLE shop ADD CONSTRAINT ck_city CHECK (city <> name)'],
      [
        'a foreign key that does',
        'ALTER TABLE shop ADD CONSTRAINT fk_id FOREIGN KEY (id) REFERENCES shop (id)',
      ],
      ['a unique constraint', 'ALTER TABLE shop ADD CONSTRAINT uq_name UNIQUE (name)'],
      ['a column that becomes required', 'ALTER TABLE shop ALTER COLUMN city SET NOT NULL'],
    ])('keeps everybody waiting: %s', async (_what, sql) => {
      expect((await changeOf(sql)).locks).toEqual([sql]);
    });

    it('keeps everybody waiting: a table that is written anew', async () => {
      const { locks } = await changeOf('ALTER TABLE stall ALTER id TYPE bigint');
      expect(locks).toEqual(['table stall is written anew']);
    });
  });

  describe('while the former release still runs', () => {
    class Shop1800000000001 implements MigrationInterface {
      readonly name: string = 'Shop1800000000001';
      up = (runner: QueryRunner) => runner.query('CREATE TABLE shop (id integer, city text, town text)');
      down = () => Promise.resolve();
    }
    class WithoutCity1800000000002 implements MigrationInterface {
      static readonly contract: Contract = { unusedSince: '2.1.0', breaks: ['column shop.city is gone'] };
      readonly name: string = 'WithoutCity1800000000002';
      up = (runner: QueryRunner) => runner.query('ALTER TABLE shop DROP COLUMN city');
      down = () => Promise.resolve();
    }
    class ShopIndex1800000000003 implements MigrationInterface {
      readonly name: string = 'ShopIndex1800000000003';
      readonly transaction = false;
      up = (runner: QueryRunner) => runner.query('CREATE INDEX CONCURRENTLY ix_town ON shop (town)');
      down = () => Promise.resolve();
    }
    class Slow1800000000004 implements MigrationInterface {
      readonly name: string = 'Slow1800000000004';
      up = (runner: QueryRunner) => runner.query('SELECT pg_sleep(1.5)');
      down = () => Promise.resolve();
    }
    const migrations = [Shop1800000000001, WithoutCity1800000000002, ShopIndex1800000000003];

    it('what takes something away waits, and readiness does not wait for it', async () => {
      const on = await aDatabase();
      const options = optionsOf(on, migrations);
      const expanded = await migrate(options, { only: 'expand' });
      const dataSource = await new DataSource(options).initialize();
      const pending = await pendingMigrations(dataSource);
      await dataSource.destroy();
      const contracted = await migrate(options);

      expect(migrations.map(isContract)).toEqual([false, true, false]);
      expect(expanded).toEqual(['Shop1800000000001', 'ShopIndex1800000000003']);
      expect(pending).toEqual([]);
      expect(contracted).toEqual(['WithoutCity1800000000002']);
    });

    it('R30: replicas that migrate at once do so once, with an index that is built concurrently', async () => {
      const on = await aDatabase();
      const options = optionsOf(on, migrations);
      const applied = await Promise.all([migrate(options), migrate(options), migrate(options)]);

      expect(applied.flat()).toEqual(migrations.map(({ name }) => name));
      const { rows } = await on.pool.query<{ indisvalid: boolean }>(
        `SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_town'::regclass`,
      );
      expect(rows).toEqual([{ indisvalid: true }]);
    });

    it('a migration may take longer than a request may', async () => {
      const on = await aDatabase();
      const options = optionsOf(on, [Slow1800000000004], { DATABASE_STATEMENT_TIMEOUT_MS: '1000' });
      expect(await migrate(options)).toEqual(['Slow1800000000004']);
    });
  });
});

function recorderInto(statements: string[]) {
  const nothing = () => undefined;
  return {
    logQuery: (sql: string) => void statements.push(sql),
    logQueryError: nothing,
    logQuerySlow: nothing,
    logSchemaBuild: nothing,
    logMigration: nothing,
    log: nothing,
  };
}
