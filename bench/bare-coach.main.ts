import { randomUUID } from 'node:crypto';
import { fastify } from 'fastify';
import pg from 'pg';

// The baseline: a coach who judges nothing, knows nobody, and keeps each answer with one read and one commit. He asks as
// often as ours, over as many connections to PostgreSQL.
const [url = '', port = ''] = process.argv.slice(2);
const POOL_MAX = 10;
const QUESTIONS = ['vision', 'mission', 'mission', 'clientele', 'differentiation', 'offre', 'synthesis'];

interface Answer {
  readonly session_id: string;
  readonly user_response: string;
}

const pool = new pg.Pool({ connectionString: url, max: POOL_MAX });
await pool.query(`
  CREATE TABLE bare_session (id uuid PRIMARY KEY, answers integer NOT NULL DEFAULT 0);
  CREATE TABLE bare_turn (session_id uuid NOT NULL, seq integer NOT NULL, text text NOT NULL, PRIMARY KEY (session_id, seq))`);
const app = fastify();
app.post('/api/v1/coaching/start', async () => {
  const session_id = randomUUID();
  await pool.query({
    name: 'start',
    text: 'INSERT INTO bare_session (id) VALUES ($1)',
    values: [session_id],
  });
  return { session_id, current_step: QUESTIONS[0] };
});
app.post<{ Body: Answer }>('/api/v1/coaching/step', async ({ body: { session_id, user_response } }) => {
  const { rows } = await pool.query<{ answers: number }>({
    name: 'find',
    text: 'SELECT answers FROM bare_session WHERE id = $1',
    values: [session_id],
  });
  const answers = (rows[0]?.answers ?? 0) + 1;
  await pool.query({
    name: 'keep',
    text: `WITH counted AS (UPDATE bare_session SET answers = $2::integer WHERE id = $1::uuid)
           INSERT INTO bare_turn (session_id, seq, text) VALUES ($1::uuid, $2::integer, $3)`,
    values: [session_id, answers, user_response],
  });
  return { session_id, current_step: QUESTIONS[answers] };
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
process.once('disconnect', () => {
  void Promise.all([app.close(), pool.end()]).then(() => process.exit(0));
});
process.send?.('ready');
