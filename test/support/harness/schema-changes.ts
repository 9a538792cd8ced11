import type pg from 'pg';

/** What a database's own catalogue says about its tables, for the comparison of two moments. */
export interface Catalogue {
  readonly tables: readonly TableEntry[];
  readonly columns: readonly ColumnEntry[];
  readonly constraints: readonly ConstraintEntry[];
  readonly indexes: readonly IndexEntry[];
  readonly triggers: readonly TriggerEntry[];
}

interface TableEntry {
  readonly name: string;
  /** Another one: the table was written anew, under a lock that nobody gets past. */
  readonly file: string;
}

interface ColumnEntry {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly hasDefault: boolean;
}

type ConstraintKind = 'check' | 'unique' | 'primary key' | 'foreign key' | 'exclusion';

interface ConstraintEntry {
  readonly table: string;
  readonly name: string;
  readonly kind: ConstraintKind;
  readonly definition: string;
  readonly columns: readonly string[];
}

/** An index that is not a constraint's own. */
interface IndexEntry {
  readonly table: string;
  readonly name: string;
  readonly isUnique: boolean;
  readonly definition: string;
  readonly columns: readonly string[];
}

interface TriggerEntry {
  readonly table: string;
  readonly name: string;
}

const NAMES_OF = (keys: string, table: string): string =>
  `(SELECT coalesce(array_agg(a.attname::text ORDER BY a.attnum), '{}') FROM pg_attribute a
     WHERE a.attrelid = ${table} AND a.attnum = ANY (${keys}))`;

const HERE = `n.nspname = 'public' AND t.relkind IN ('r', 'p') AND t.relname <> 'migrations'`;
const TABLES = `pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace`;

const QUERIES = {
  tables: `SELECT t.relname::text AS name, t.relfilenode::text AS file FROM ${TABLES} WHERE ${HERE}`,
  columns: `
    SELECT t.relname::text AS "table", a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type,
           a.attnotnull AS "isRequired", a.atthasdef OR a.attidentity <> '' AS "hasDefault"
      FROM ${TABLES} JOIN pg_attribute a ON a.attrelid = t.oid
     WHERE ${HERE} AND a.attnum > 0 AND NOT a.attisdropped`,
  constraints: `
    SELECT t.relname::text AS "table", c.conname::text AS name, pg_get_constraintdef(c.oid) AS definition,
           CASE c.contype WHEN 'c' THEN 'check' WHEN 'u' THEN 'unique' WHEN 'p' THEN 'primary key'
                          WHEN 'f' THEN 'foreign key' ELSE 'exclusion' END AS kind,
           ${NAMES_OF('c.conkey', 't.oid')} AS columns
      FROM ${TABLES} JOIN pg_constraint c ON c.conrelid = t.oid WHERE ${HERE}
       -- Triggers have a query of their own; NOT NULL, a constraint from PostgreSQL 18 on, is told of by its column.
       AND c.contype NOT IN ('t', 'n')`,
  indexes: `
    SELECT t.relname::text AS "table", i.relname::text AS name, x.indisunique AS "isUnique",
           pg_get_indexdef(i.oid) AS definition, ${NAMES_OF('x.indkey', 't.oid')} AS columns
      FROM ${TABLES} JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
     WHERE ${HERE} AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.oid)`,
  triggers: `
    SELECT t.relname::text AS "table", g.tgname::text AS name
      FROM ${TABLES} JOIN pg_trigger g ON g.tgrelid = t.oid WHERE ${HERE} AND NOT g.tgisinternal`,
};

export async function catalogueOf(db: pg.Pool): Promise<Catalogue> {
  const read = async <Entry extends object>(sql: string) => (await db.query<Entry>(sql)).rows;
  return {
    tables: await read<TableEntry>(QUERIES.tables),
    columns: await read<ColumnEntry>(QUERIES.columns),
    constraints: await read<ConstraintEntry>(QUERIES.constraints),
    indexes: await read<IndexEntry>(QUERIES.indexes),
    triggers: await read<TriggerEntry>(QUERIES.triggers),
  };
}

/** What breaks code that was written for `before` when it meets `after`; empty for an expansion. New tables are nobody's
 *  business yet. Words that old code does not know, in a column that it reads, no catalogue shows. */
export function breakingChanges(before: Catalogue, after: Catalogue): readonly string[] {
  const known = new Set(before.tables.map(({ name }) => name));
  const ofKnown = <Entry extends { readonly table: string }>(entries: readonly Entry[]) =>
    entries.filter(({ table }) => known.has(table));
  const left = new Set(after.tables.map(({ name }) => name));
  return [
    ...[...known].filter((name) => !left.has(name)).map((name) => `table ${name} is gone`),
    ...changedColumns(before, { ...after, columns: ofKnown(after.columns) }, left),
    ...newRules(before, after, ofKnown(after.constraints)),
    ...ofKnown(after.indexes)
      .filter(({ isUnique, name, definition }) => isUnique && !has(before.indexes, { name, definition }))
      .filter((index) => !isOfNewColumns(index, before, after))
      .map(({ table, name }) => `unique index ${table}.${name} is new`),
    ...goneArbiters(before, after, left),
    ...ofKnown(after.triggers)
      .filter(({ table, name }) => !before.triggers.some((old) => old.table === table && old.name === name))
      .map(({ table, name }) => `trigger ${table}.${name} is new`),
  ];
}

/** Tables that were there and have been written anew. */
export function rewrittenTables(before: Catalogue, after: Catalogue): readonly string[] {
  const files = new Map(before.tables.map(({ name, file }) => [name, file]));
  return after.tables
    .filter(({ name, file }) => files.has(name) && files.get(name) !== file)
    .map(({ name }) => `table ${name} is written anew`);
}

/** Statements that keep everybody else waiting for as long as a table is big. `tables` are those that were there. */
export function lockingStatements(
  statements: readonly string[],
  tables: readonly string[],
): readonly string[] {
  const known = new Set(tables);
  return statements
    .map((sql) => sql.replaceAll(/\s+/g, ' ').trim())
    .filter((sql) => known.has(LOCKING.map((form) => form.exec(sql)?.[1]).find(Boolean) ?? ''));
}

const TABLE = '"?(\\w+)"?';
const LOCKING = [
  new RegExp(`^CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).*? ON (?:ONLY )?${TABLE}`, 'i'),
  new RegExp(
    `^ALTER TABLE (?:ONLY )?${TABLE} .*ADD (?:CONSTRAINT "?\\w+"? )?(?:CHECK|FOREIGN KEY)(?!.*NOT VALID)`,
    'i',
  ),
  new RegExp(
    `^ALTER TABLE (?:ONLY )?${TABLE} .*ADD (?:CONSTRAINT "?\\w+"? )?(?:UNIQUE|PRIMARY KEY|EXCLUDE) ?(?!USING INDEX)`,
    'i',
  ),
  new RegExp(`^ALTER TABLE (?:ONLY )?${TABLE} .*SET NOT NULL`, 'i'),
];

function changedColumns(before: Catalogue, after: Catalogue, left: ReadonlySet<string>): readonly string[] {
  const key = ({ table, name }: ColumnEntry) => `${table}.${name}`;
  const was = new Map(before.columns.map((column) => [key(column), column]));
  const is = new Map(after.columns.map((column) => [key(column), column]));
  const gone = before.columns.filter((column) => left.has(column.table) && !is.has(key(column)));
  return [
    ...gone.map((column) => `column ${key(column)} is gone`),
    ...after.columns.flatMap((column) => changesOf(key(column), was.get(key(column)), column)),
  ];
}

function changesOf(name: string, was: ColumnEntry | undefined, is: ColumnEntry): readonly string[] {
  if (was === undefined) {
    return is.isRequired && !is.hasDefault ? [`column ${name} is new, required and has no default`] : [];
  }
  return [
    was.type === is.type ? [] : [`column ${name} was ${was.type} and is ${is.type}`],
    !was.isRequired && is.isRequired ? [`column ${name} has become required`] : [],
    was.hasDefault && !is.hasDefault ? [`column ${name} has lost its default`] : [],
  ].flat();
}

function newRules(
  before: Catalogue,
  after: Catalogue,
  constraints: readonly ConstraintEntry[],
): readonly string[] {
  return constraints
    .filter((rule) => !has(before.constraints, rule))
    .filter((rule) => !isOfNewColumns(rule, before, after))
    .filter((rule) => !before.constraints.some((old) => old.name === rule.name && isWider(rule, old)))
    .map(({ kind, table, name }) => `${kind} ${table}.${name} is new`);
}

/** What `ON CONFLICT` of old code names. */
function goneArbiters(before: Catalogue, after: Catalogue, left: ReadonlySet<string>): readonly string[] {
  const rules = before.constraints.filter(({ kind }) => kind === 'unique' || kind === 'primary key');
  return [
    ...rules.filter((rule) => left.has(rule.table) && !has(after.constraints, rule)),
    ...before.indexes
      .filter(({ isUnique, table }) => isUnique && left.has(table))
      .filter((index) => !has(after.indexes, index))
      .map((index) => ({ ...index, kind: 'unique index' })),
  ].map(({ kind, table, name }) => `${kind} ${table}.${name} is gone`);
}

interface Named {
  readonly name: string;
  readonly definition: string;
}

const has = (entries: readonly Named[], { name, definition }: Named): boolean =>
  entries.some((entry) => entry.name === name && entry.definition === definition);

interface ColumnRule {
  readonly table: string;
  readonly columns: readonly string[];
  readonly definition: string;
  readonly kind?: ConstraintKind;
}

/** Old code leaves columns that it does not know to their default, or empty. Empty ones break no rule; a default breaks no
 *  check that has looked at every row. */
function isOfNewColumns(
  { table, columns, kind, definition }: ColumnRule,
  before: Catalogue,
  after: Catalogue,
): boolean {
  const isNew = (name: string) => !before.columns.some((old) => old.table === table && old.name === name);
  const isLeftEmpty = (name: string) =>
    after.columns.some((column) => column.table === table && column.name === name && !column.hasDefault);
  const isChecked = (kind === 'check' || kind === 'foreign key') && !definition.endsWith(NOT_VALID);
  return columns.length > 0 && columns.every((name) => isNew(name) && (isChecked || isLeftEmpty(name)));
}

const NOT_VALID = ' NOT VALID';

/** A check that lists words and lists more of them now. */
function isWider(rule: ConstraintEntry, old: ConstraintEntry): boolean {
  if (rule.kind !== 'check' || rule.table !== old.table) return false;
  const words = ({ definition }: ConstraintEntry) => new Set(definition.match(/'[^']*'::text/g));
  const rest = ({ definition }: ConstraintEntry) =>
    definition.replace(NOT_VALID, '').replaceAll(/ARRAY\[('[^']*'::text(, )?)+\]/g, 'ARRAY[]');
  return (
    rest(rule) === rest(old) &&
    rest(rule).includes('ARRAY[]') &&
    [...words(old)].every((word) => words(rule).has(word))
  );
}
