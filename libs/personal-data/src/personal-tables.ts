/** A table with something of a person in it. */
export interface PersonalTable {
  readonly table: string;
  /** SQL condition for the rows of the person `$1`. */
  readonly of: string;
  /** Columns that are not given out: they are no data about the person, and would help a thief. */
  readonly without?: readonly string[];
  /** Rows that the person cannot be given, or does not need: they are copies, or technical. */
  readonly isExported: boolean;
  /** Does not go with the account by itself. */
  readonly isErasedApart?: boolean;
}

const BRIEFS = `(SELECT id FROM business_briefs WHERE owner_id = $1::uuid)`;
const RUNS = `(SELECT id FROM agent_run WHERE owner_id = $1::uuid)`;
const SESSIONS = `(SELECT id FROM coaching_sessions WHERE owner_id = $1::uuid)`;

/** Where people are in the database, whole: a test compares it with the catalogue. Those that are erased apart come in the
 *  order in which they must be. */
export const PERSONAL_TABLES: readonly PersonalTable[] = [
  { table: 'users', of: 'id = $1::uuid', without: ['password_hash'], isExported: true },
  { table: 'user_profiles', of: 'user_id = $1::uuid', isExported: true },
  {
    table: 'sign_ins',
    of: 'user_id = $1::uuid',
    without: ['token_hash', 'previous_token_hash'],
    isExported: true,
  },
  { table: 'password_resets', of: 'user_id = $1::uuid', isExported: false },
  { table: 'sso_codes', of: 'user_id = $1::uuid', isExported: false },
  { table: 'audit_entries', of: 'subject = $1::uuid', isExported: true, isErasedApart: true },
  { table: 'coaching_sessions', of: 'owner_id = $1::uuid', isExported: true },
  { table: 'coaching_steps', of: `session_id IN ${SESSIONS}`, without: ['call'], isExported: true },
  { table: 'coaching_turns', of: `session_id IN ${SESSIONS}`, isExported: true },
  { table: 'business_briefs', of: 'owner_id = $1::uuid', isExported: true },
  { table: 'brief_versions', of: `brief_id IN ${BRIEFS}`, isExported: true },
  { table: 'artifact', of: `brief_id IN ${BRIEFS}`, isExported: true },
  // Its rows go with their files, once their brief is gone.
  { table: 'asset', of: 'owner_id = $1::uuid', isExported: true },
  { table: 'agent_run', of: 'owner_id = $1::uuid', without: ['trace_context'], isExported: true },
  { table: 'agent_task', of: `run_id IN ${RUNS}`, isExported: true },
  { table: 'run_event', of: `brief_id IN ${BRIEFS}`, isExported: true },
  // What a vendor answered is in the files; the rest is about our account there.
  {
    table: 'provider_call',
    of: `run_id IN ${RUNS}`,
    without: ['response', 'request_hash'],
    isExported: true,
  },
  { table: 'website', of: `brief_id IN ${BRIEFS}`, isExported: true },
  {
    table: 'publication',
    of: `website_id IN (SELECT id FROM website WHERE brief_id IN ${BRIEFS})`,
    isExported: true,
  },
  { table: 'left_website', of: 'owner_id = $1::uuid', isExported: true },
  {
    // Its body names the person at the platform, and outlives a brief that was deleted before.
    table: 'webhook_event',
    of: `brief_id IN ${BRIEFS} OR payload::jsonb->>'user_id' = (SELECT dc360_user_id FROM users WHERE id = $1::uuid)`,
    isExported: false,
    isErasedApart: true,
  },
  { table: 'usage_report', of: `run_id IN ${RUNS}`, isExported: false, isErasedApart: true },
  { table: 'quota_usage', of: 'user_id = $1::uuid', isExported: true },
  { table: 'quota_reservation', of: 'user_id = $1::uuid', isExported: true },
  { table: 'known_subscription', of: 'user_id = $1::uuid', isExported: true },
  { table: 'user_call', of: 'user_id = $1::uuid', isExported: true },
  { table: 'spending_hold', of: 'user_id = $1::uuid', isExported: false },
  {
    table: 'spending_counter',
    of: `scope = 'user:' || $1::uuid::text OR scope IN (SELECT 'run:' || id FROM agent_run WHERE owner_id = $1::uuid)`,
    isExported: false,
    isErasedApart: true,
  },
  {
    // Answers that may be asked for again: copies, for a day.
    table: 'idempotency_keys',
    of: `split_part(scope, ' ', 1) = $1::uuid::text OR response->>'brief_id' IN (SELECT id::text FROM business_briefs WHERE owner_id = $1::uuid)
      OR response->>'briefId' IN (SELECT id::text FROM business_briefs WHERE owner_id = $1::uuid)`,
    isExported: false,
    isErasedApart: true,
  },
];

/** Tables that know nobody. */
export const IMPERSONAL_TABLES: readonly string[] = ['migrations'];
