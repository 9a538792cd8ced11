import { workerData } from 'node:worker_threads';
import { write } from 'node:fs';
import type { WatchdogOrders } from './event-loop-watchdog.js';

const STANDARD_OUTPUT = 1;
const MOST_FOR_LAST_WORDS_MS = 1_000;

const { beats, everyMs, mostSilentLooks } = workerData as WatchdogOrders;
const counter = new Int32Array(beats);
let seen = Atomics.load(counter, 0);
let silentLooks = 0;

const watch = setInterval(() => {
  const now = Atomics.load(counter, 0);
  silentLooks = now === seen ? silentLooks + 1 : 0;
  seen = now;
  if (silentLooks < mostSilentLooks) return;
  clearInterval(watch);
  // The logger lives on the loop that stands still.
  const line = { level: 'fatal', time: new Date().toISOString(), msg: 'the event loop stands still' };
  const text = `${JSON.stringify({ ...line, silent_ms: silentLooks * everyMs })}\n`;
  // Whoever reads the log may be stuck or gone: nothing that becomes of the line keeps the process alive.
  setTimeout(kill, MOST_FOR_LAST_WORDS_MS);
  write(STANDARD_OUTPUT, text, kill);
}, everyMs);

function kill(): void {
  process.kill(process.pid, 'SIGKILL');
}
