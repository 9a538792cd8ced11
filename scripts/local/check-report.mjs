import { say } from './project.mjs';

/**
 * Prints a line for a check: "ok" or "failed", its name, its time, and what it has to say; what is wrong follows.
 * @param {string} name
 * @param {() => Promise<{ code: number, output: string, note?: string }>} step
 * @returns {Promise<boolean>}
 */
export async function reportCheck(name, step) {
  const startedAt = Date.now();
  const { code, output, note } = await step().catch((error) => ({ code: 1, output: error.message }));
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const line = `${code === 0 ? 'ok    ' : 'failed'}  ${name.padEnd(16)} ${seconds.padStart(6)} s`;
  say(code === 0 && note ? `${line}  ${note}` : line);
  if (code !== 0) say(`${output.trimEnd()}\n`);
  return code === 0;
}
