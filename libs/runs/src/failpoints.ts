import type { FaultSettings } from '@genesis/config';

/** Kills this process at a named place, as a power cut would. Only a test build can name places (FAILPOINTS). */
export async function failpoint(faults: FaultSettings, name: string): Promise<void> {
  if (!faults.failpoints.includes(name)) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal is delivered by the kernel: nothing after this line may run.
  await new Promise(() => undefined);
}
