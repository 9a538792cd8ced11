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

const INTRODUCTION = `# Settings

Generated from the classes in \`libs/config/src/settings\`; a test fails when this page or \`.env.example\` is out of date.
Run the tests of \`libs/config\` with \`UPDATE_SETTINGS_DOCS=1\` to write both.

- A value comes from the process environment, then from \`.env\` in the working directory (development and testing
  only), then from the default. \`<NAME>_FILE\` names a file that holds the value. Empty is the same as absent.
- Booleans are true, false, 1, 0, yes or no. Numbers take no other text. Lists are separated by commas or a JSON array.
- A placeholder (\`your-*\`, \`change-me*\`) never counts as a key.
- A faulty configuration stops the start with one message that lists every problem by name, never a value.
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
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  const [headings = [], ...body] = lines;
  return [headings, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function byConcern(): readonly (readonly [string, readonly CatalogueEntry[]])[] {
  const concerns = [...new Set(SETTINGS_CATALOGUE.map(({ concern }) => concern))];
  return concerns.map((name) => [name, SETTINGS_CATALOGUE.filter(({ concern }) => concern === name)]);
}
