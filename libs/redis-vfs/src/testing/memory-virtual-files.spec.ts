import { MemoryVirtualFiles } from './memory-virtual-files.js';
import { SteppingClock } from './stepping-clock.js';
import { describeVirtualFiles } from './virtual-files.contract.js';

describeVirtualFiles('the model', async () => {
  const clock = new SteppingClock();
  return {
    clients: (options) => {
      const store = new MemoryVirtualFiles({ ...options, clock });
      return [store, store];
    },
    passTime: async (_workspaceId, seconds) => {
      clock.step(seconds);
    },
    close: async () => undefined,
  };
});
