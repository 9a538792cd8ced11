import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const PLAN = 'libs/agents/src/plan.js';
const MIGRATIONS = 'libs/database/src/migrations/migrations.js';

/** A build as it may be of another release: this one, with another plan or with more migrations. */
export interface OtherRelease {
  readonly dist: string;
  remove(): Promise<void>;
}

/** What the other release has. */
export interface Difference {
  /** Version of its plan. */
  readonly plan?: string;
  /** Its migrations after ours: the name of each, and the statements of its `up`. One that begins with `CREATE INDEX
   *  CONCURRENTLY` runs outside of a transaction. */
  readonly migrations?: Readonly<Record<string, readonly string[]>>;
}

/** @throws when this build does not look as expected any more */
export async function anotherRelease({ plan, migrations = {} }: Difference): Promise<OtherRelease> {
  const folder = await mkdtemp(path.join(tmpdir(), 'genesis-release-'));
  const dist = path.join(folder, 'dist');
  await cp(process.env.GENESIS_TEST_DIST ?? path.join(REPOSITORY, 'dist'), dist, { recursive: true });
  for (const name of ['node_modules', 'package.json']) {
    await symlink(path.join(REPOSITORY, name), path.join(folder, name));
  }
  if (plan !== undefined) await setPlan(path.join(dist, PLAN), plan);
  for (const [name, statements] of Object.entries(migrations)) {
    await appendFile(path.join(dist, MIGRATIONS), migration(name, statements));
  }
  return { dist, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function setPlan(file: string, plan: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const other = text.replace(/version: '[^']*'/, `version: '${plan}'`);
  if (other === text) throw new Error(`${file} names no version of a plan`);
  await writeFile(file, other);
}

function migration(name: string, statements: readonly string[]): string {
  const isWithin = !statements.some((sql) => sql.startsWith('CREATE INDEX CONCURRENTLY'));
  return `
MIGRATIONS.push(class ${name} {
  name = '${name}';
  ${isWithin ? '' : 'transaction = false;'}
  async up(runner) { for (const sql of ${JSON.stringify(statements)}) await runner.query(sql); }
  async down() {}
});
`;
}
