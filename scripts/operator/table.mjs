/**
 * @param {readonly Record<string, unknown>[]} rows
 * @param {readonly string[]} columns
 * @returns {string} one line for the names, one for each row
 */
export function tableOf(rows, columns) {
  const lines = [columns, ...rows.map((row) => columns.map((column) => cellOf(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index].length)));
  return lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellOf(value) {
  if (value === null || value === undefined) return '-';
  if (Array.isArray(value)) return printable(value.join(','));
  return printable(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** A terminal would obey what a vendor's or a model's name may carry. */
const printable = (text) => text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
