import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nobody changes an entry of the audit log: not the service, whose role may change rows, nor a statement slipped into one
 *  of its own. The role that owns the tables could take the trigger away; the service does not have it. */
export class AuditStays1764640000000 implements MigrationInterface {
  readonly name = 'AuditStays1764640000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE FUNCTION "audit_entries_stay"() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'an entry of the audit log is never changed' USING ERRCODE = 'insufficient_privilege';
      END $$`);
    // By statement: it is refused also where it would change no row.
    await runner.query(`CREATE TRIGGER "tr_audit_entries_stay" BEFORE UPDATE ON "audit_entries"
      FOR EACH STATEMENT EXECUTE FUNCTION "audit_entries_stay"()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER "tr_audit_entries_stay" ON "audit_entries"`);
    await runner.query(`DROP FUNCTION "audit_entries_stay"()`);
  }
}
