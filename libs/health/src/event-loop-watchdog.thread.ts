import { workerData } from 'node:worker_threads';
import { writeSync } from 'node:fs';
import type { WatchdogOrders } from './event-loop-watchdog.js';

const STANDARD_OUTPUT = 1;

const { beats, everyMs, mostSilentLooks } = workerData as WatchdogOrders;
const counter = new Int32Array(beats);
let seen = Atomics.load(counter, 0);
let silentLooks = 0;

setInterval(() => {
  const now = Atomics.load(counter, 0);
  silentLooks = now === seen ? silentLooks + 1 : 0;
  seen = now;
  if (silentLooks < mostSilentLooks) return;
  // The logger lives on the loop that stands still.
  const line = { level: 'fatal', time: new Date().toISOString(), msg: 'the event loop stands still' };
  writeSync(STANDARD_OUTPUT, `${JSON.stringify({ ...line, silent_ms: silentLooks * everyMs })}\n`);
  process.kill(process.pid, 'SIGKILL');
}, everyMs);
