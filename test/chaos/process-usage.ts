import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import type { ServiceProcess } from '../support/harness/service-process.js';

/** Linux counts in hundredths of a second, whatever the kernel's own rate is. Source: proc(5). */
const TICK_MS = 10;
const PAGE_BYTES = 4_096;

/** Milliseconds of processor time that a process has used until now, all threads, in the kernel included. In steps of
 *  10 ms where the kernel does not tell it in finer ones. */
export async function cpuMsOf(process: ServiceProcess): Promise<number> {
  const tasks = `/proc/${process.pid}/task`;
  try {
    const threads = await readdir(tasks);
    const spent = await Promise.all(
      threads.map((thread) => readFile(`${tasks}/${thread}/schedstat`, 'utf8')),
    );
    return spent.reduce((sum, line) => sum + Number(line.split(' ')[0]) / 1_000_000, 0);
  } catch {
    return cpuTicksMsOf(process);
  }
}

async function cpuTicksMsOf({ pid }: ServiceProcess): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may contain blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Bytes of memory that a process has. */
export async function residentBytesOf({ pid }: ServiceProcess): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8');
  return Number(statm.split(' ')[1]) * PAGE_BYTES;
}

/** Bytes that a process cannot let go of: what is left of its heap, and beside it, after it has been swept.
 *  It must have been started with `--inspect=127.0.0.1:0`. */
export async function keptBytesOf(process: ServiceProcess): Promise<number> {
  await sweep(process);
  const heap = await metricOf(process, 'nodejs_heap_size_used_bytes');
  return heap + (await metricOf(process, 'nodejs_external_memory_bytes'));
}

/** Source: Chrome DevTools Protocol, HeapProfiler.collectGarbage. */
async function sweep({ errors }: ServiceProcess): Promise<void> {
  const [, address] = /Debugger listening on (ws:\S+)/.exec(errors) ?? [];
  if (address === undefined) throw new Error('the process cannot be inspected');
  const inspector = new WebSocket(address);
  await once(inspector, 'open');
  const answered = once(inspector, 'message');
  inspector.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
  await answered;
  const closed = once(inspector, 'close');
  inspector.close();
  await closed;
}

/** A metric without labels, or the sum over them, of a process. */
export async function metricOf(process: ServiceProcess, name: string): Promise<number> {
  const { port } = await process.untilLogged('metrics listen');
  const text = await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  if (lines.length === 0) throw new Error(`there is no metric ${name}`);
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
