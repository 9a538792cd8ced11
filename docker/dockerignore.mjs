/**
 * Which files a `.dockerignore` leaves in the build context. The rules of Docker: a line is a pattern for a path or for a
 * folder above it, `!` takes back what earlier lines said, the last match decides.
 * @param {string} text of the file
 * @returns {(path: string) => boolean} true: Docker sees the file; for paths relative to the context, with `/`
 */
export function contextFilter(text) {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const isException = line.startsWith('!');
      const pattern = (isException ? line.slice(1) : line).replace(/^\/+|\/+$/g, '');
      return { isException, expression: expressionOf(pattern) };
    });
  return (path) => {
    let isIgnored = false;
    for (const { isException, expression } of rules) if (expression.test(path)) isIgnored = !isException;
    return !isIgnored;
  };
}

/** @param {string} pattern */
function expressionOf(pattern) {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => wildcards[part] ?? part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('');
  return new RegExp(`^${source}(/.*)?$`);
}

const wildcards = { '**/': '(.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
