import { readdirSync, readFileSync } from 'node:fs';

/** MiB of memory that a process has in use; 0 when it is gone. Linux only. */
export function residentMbOf(pid: number): number {
  const status = quietly(() => readFileSync(`/proc/${pid}/status`, 'utf8')) ?? '';
  return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
}

/** Open files and sockets of a process; 0 when it is gone. Linux only. */
export function descriptorsOf(pid: number): number {
  return quietly(() => readdirSync(`/proc/${pid}/fd`))?.length ?? 0;
}

function quietly<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
