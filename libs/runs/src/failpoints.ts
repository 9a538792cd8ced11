import type { FaultSettings } from '@genesis/config';

/** What may go wrong at a failpoint: as a power cut would, as a defect in native code, a leak, a loop without an end, a
 *  recursion without one, a defect that is thrown to whoever called. */
const FAULTS: Readonly<Record<string, () => void | Promise<void>>> = {
  async kill() {
    process.kill(process.pid, 'SIGKILL');
    // The signal is delivered by the kernel: nothing after this line may run.
    await new Promise(() => undefined);
  },
  crash() {
    process.abort();
  },
  memory() {
    const kept: unknown[] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_value, index) => ({ index })));
  },
  loop() {
    for (;;);
  },
  stack() {
    // Nobody waits for it: the error reaches the process, not the agent.
    setImmediate(overflow);
  },
  error() {
    throw new Error('a failpoint');
  },
};

function overflow(depth = 0): number {
  return overflow(depth + 1) + 1;
}

/** Fails on purpose at a named place. Only a test build can name places, in FAILPOINTS: `place`, `place=fault`, or
 *  `place=fault@subject` for one subject alone; without a fault the process is killed.
 *  @param subject whose work it is, for example the name of a business */
export async function failpoint(faults: FaultSettings, place: string, subject = ''): Promise<void> {
  if (faults.failpoints.length === 0) return;
  for (const failpointSetting of faults.failpoints) {
    const [what = '', whose] = failpointSetting.split('@');
    const [where, fault = 'kill'] = what.split('=');
    if (where === place && (whose === undefined || whose === subject)) await FAULTS[fault]?.();
  }
}
