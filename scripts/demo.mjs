/**
 * Talks to a running service as a client would.
 * @param {{ baseUrl: string, args: string[], signal: AbortSignal }} options signal fires when the demo is asked to end
 * @returns {Promise<number>} exit code
 */
export async function runDemo({ baseUrl, signal }) {
  const response = await fetch(`${baseUrl}/health`, { signal });
  process.stdout.write(`${await response.text()}\n`);
  return response.ok ? 0 : 1;
}
