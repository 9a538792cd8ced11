/** Own units of a user ($2) and period ($4) of which the platform had been told when it was asked ($9). */
const REPORTED = `SELECT count(*)::int AS n
           FROM quota_reservation r JOIN usage_report u ON u.run_id = r.run_id
          WHERE r.user_id = $2 AND r.period = $4 AND u.delivered_at <= $9::timestamptz`;

const COLUMNS = 'run_id, user_id, plan, period, units, dc360_user_id';

/** Without a limit nobody has to wait for anybody: a row of usage exists only for a user who once had one. */
export const RESERVE_UNLIMITED = `WITH usage AS (
         UPDATE quota_usage SET used = used + $5::int WHERE user_id = $2 AND period = $4 AND $5::int > 0
       )
       INSERT INTO quota_reservation (${COLUMNS})
       VALUES ($1, $2, $3, $4, $5::int, $6)`;

/** One row when there is room, none when there is not. The conflict locks the row of user and period, and its condition is
 *  looked at in the row as it is then. $7 is the limit, $8 the platform's count. */
export const RESERVE_LIMITED = `WITH reported AS (
         ${REPORTED}
       ), own AS (
         SELECT coalesce(sum(units), 0)::int AS n FROM quota_reservation
          WHERE user_id = $2 AND period = $4 AND state <> 'released'
       ), usage AS (
         INSERT INTO quota_usage AS u (user_id, period, used)
         SELECT $2::uuid, $4::text, own.n + $5::int FROM own, reported
          WHERE greatest(own.n, own.n - reported.n + $8::int) < $7::int
             OR EXISTS (SELECT FROM quota_usage WHERE user_id = $2 AND period = $4)
         ON CONFLICT (user_id, period) DO UPDATE SET used = u.used + $5::int
          WHERE greatest(u.used, u.used - (SELECT n FROM reported) + $8::int) < $7::int
         RETURNING u.user_id
       )
       INSERT INTO quota_reservation (${COLUMNS})
       SELECT $1::uuid, usage.user_id, $3::text, $4::text, $5::int, $6::text FROM usage
       RETURNING run_id`;

/** Settles what is reserved still; what is given back is free at once. A unit that was reserved without a limit while
 *  another made the row of usage is not in it: a run must end all the same. */
const settled = (which: string, state: string) => `WITH ended AS (
         UPDATE quota_reservation SET state = ${state}, settled_at = now()
          WHERE ${which} AND state = 'reserved'
         RETURNING run_id, user_id, period, units, dc360_user_id, state
       ), given_back AS (
         UPDATE quota_usage u SET used = greatest(0, u.used - ended.units) FROM (
           SELECT user_id, period, sum(units)::int AS units FROM ended WHERE state = 'released' GROUP BY 1, 2
         ) ended
          WHERE u.user_id = ended.user_id AND u.period = ended.period AND ended.units > 0
       )
       INSERT INTO usage_report (run_id, dc360_user_id)
       SELECT run_id, dc360_user_id FROM ended
        WHERE state = 'committed' AND units > 0 AND dc360_user_id IS NOT NULL`;

export const SETTLE = settled('run_id = $1', '$2');

export const RELEASE_VANISHED = settled('run_id = ANY($1::uuid[])', `'released'`);

/** Reservations whose run has ended or is gone, with how they are to be settled. */
export const FIND_LEFT_OVER = `SELECT q.run_id AS "runId", coalesce(r.status, 'cancelled') AS end
         FROM quota_reservation q LEFT JOIN agent_run r ON r.id = q.run_id
        WHERE q.state = 'reserved' AND (r.id IS NULL OR r.finished_at IS NOT NULL)
        ORDER BY q.created_at LIMIT $1`;

/** What a user ($1) has used and reserved in a period ($2), and how much of it the platform knew at a time ($3). */
export const COUNT = `SELECT coalesce(sum(r.units), 0)::int AS used,
              count(*) FILTER (WHERE u.delivered_at <= $3::timestamptz)::int AS reported
         FROM quota_reservation r LEFT JOIN usage_report u ON u.run_id = r.run_id
        WHERE r.user_id = $1 AND r.period = $2 AND r.state <> 'released'`;
