import type pg from 'pg';

/** Makes the list of one owner's briefs take its time, as one does that has lost its index: whatever reads or writes a brief
 *  of that owner sleeps in the database. Those of others are as quick as ever. */
export class SlowLists {
  constructor(
    private readonly db: pg.Pool,
    private readonly ownerId: string,
  ) {}

  async during<T>(sleepMs: number, act: () => Promise<T>): Promise<T> {
    await this.db.query(
      `CREATE FUNCTION at_leisure(owner uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE COST 1000000 AS $$
       BEGIN
         IF owner = '${this.ownerId}' THEN PERFORM pg_sleep(${sleepMs / 1_000}); END IF;
         RETURN true;
       END $$;
       ALTER TABLE business_briefs RENAME TO quick_briefs;
       CREATE VIEW business_briefs AS SELECT * FROM quick_briefs WHERE at_leisure(owner_id);`,
    );
    try {
      return await act();
    } finally {
      await this.db.query(
        `DROP VIEW business_briefs; DROP FUNCTION at_leisure; ALTER TABLE quick_briefs RENAME TO business_briefs;`,
      );
    }
  }
}
