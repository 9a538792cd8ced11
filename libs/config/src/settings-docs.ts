import { SETTINGS_CATALOGUE, type CatalogueEntry } from './settings-catalogue.js';

/** The text of `.env.example`: one line for each setting, commented out, with its default or a placeholder. */
export function renderEnvExample(): string {
  const header = [
    '# Copy to .env (read in development and testing only) and uncomment what you change.',
    '# Empty is the same as absent. NAME_FILE may name a file that holds the value. Meanings: docs/settings.md',
  ];
  const sections = byConcern().map(([concern, entries]) => [
    '',
    `# ${concern}`,
    ...entries.map(({ name, example }) => `# ${name}=${example}`),
  ]);
  return `${[...header, ...sections.flat()].join('\n')}\n`;
}

/** The text of docs/settings.md: one table for each class of settings. */
export function renderSettingsDoc(): string {
  const sections = byConcern().map(
    ([concern, entries]) => `## ${concern}\n\n${renderTable([HEADINGS, ...entries.map(cellsOf)])}\n`,
  );
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

/** The text of docs/production-refusals.md: each setting with what production does not start with. */
export function renderProductionRefusals(): string {
  const rows = SETTINGS_CATALOGUE.filter(({ refusedInProduction }) => refusedInProduction.length > 0).map(
    ({ name, refusedInProduction }) => [`\`${name}\``, refusedInProduction.join('; ')].map(escapeCell),
  );
  return `${REFUSALS_INTRODUCTION}\n${renderTable([['Name', 'In production it'], ...rows])}\n`;
}

const REFUSALS_INTRODUCTION = `# What production refuses

Generated from the classes in \`libs/config/src/settings\`, as [settings.md](settings.md) is; a test fails when this page is
out of date.

With \`ENVIRONMENT=production\` the api, the worker and \`migrate\` end with exit code 78, before they open a port, when one
of these rules is broken. One message on standard error lists every broken rule by the name of its
setting, never by its value. A process is asked for the settings that it reads: \`migrate\` reads those of the database and of
error reports alone.

- A text that cannot be read as its type, or is out of its range (settings.md), is refused in every environment. So are
  \`FAILPOINTS\` without \`TESTING_MODE\`, and \`null\` as an origin of \`CORS_ORIGINS\`.
- Placeholders and defaults: empty, \`your-*\`, \`change-me*\`, \`<…>\`, \`placeholder\` and the like, what stands in this
  repository (\`docker/secrets/development\`), and the first guesses of anybody.
- Secrets are compared with each other: two settings with one value are refused, except those that name one server.
- The queue's Redis is asked for its policy, even when other rules are broken, so that one message has all of them. Where it
  is the only reason the exit code is 1: such a server may change without a change of the settings.
- \`ENVIRONMENT\` must come from the process environment, not from \`.env\`.
`;

const INTRODUCTION = `# Settings

Generated from the classes in \`libs/config/src/settings\`; a test fails when this page or \`.env.example\` is out of date.
Run the tests of \`libs/config\` with \`UPDATE_SETTINGS_DOCS=1\` to write both.

- A value comes from the process environment, then from \`.env\` in the working directory (development and testing
  only), then from the default. \`<NAME>_FILE\` names a file that holds the value. Empty is the same as absent.
- Booleans are true, false, 1, 0, yes or no. Numbers take no other text. Lists are separated by commas or a JSON array.
- A placeholder (\`your-*\`, \`change-me*\`) never counts as a key.
- A faulty configuration stops the start with one message that lists every problem by name, never a value.
- What production does not start with: [production-refusals.md](production-refusals.md).
- ENVIRONMENT=testing refuses a database whose name does not contain \`test\`.
`;

const HEADINGS = ['Name', 'Type', 'Default', 'Meaning', 'Secret', 'Required in production'];

function cellsOf(entry: CatalogueEntry): string[] {
  const written = entry.default === null ? 'none' : `\`${entry.default}\``;
  return [
    `\`${entry.name}\``,
    entry.type,
    entry.computedDefault ?? written,
    entry.doc,
    entry.isSecret ? 'yes' : 'no',
    entry.requiredInProduction,
  ].map(escapeCell);
}

/** Characters that Markdown would take for markup, outside code. */
function escapeCell(cell: string): string {
  return cell
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/[*|<]/g, '\\$&')))
    .join('');
}

/** Padded as prettier would do it, so that formatting never changes the file. */
function renderTable(rows: readonly string[][]): string {
  const columns = rows[0] ?? [];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  const [headings = [], ...body] = lines;
  return [headings, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function byConcern(): readonly (readonly [string, readonly CatalogueEntry[]])[] {
  const concerns = [...new Set(SETTINGS_CATALOGUE.map(({ concern }) => concern))];
  return concerns.map((name) => [name, SETTINGS_CATALOGUE.filter(({ concern }) => concern === name)]);
}
