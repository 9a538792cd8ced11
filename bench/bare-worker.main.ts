import { Worker } from 'bullmq';
import { Redis } from 'ioredis';

// The baseline: a BullMQ worker whose jobs do nothing, with the same lock and concurrency as ours.
const [url = '', queue = ''] = process.argv.slice(2);
const connection = new Redis(url, { maxRetriesPerRequest: null });
const worker = new Worker(queue, () => Promise.resolve(), {
  connection,
  concurrency: 200,
  lockDuration: 10_000,
  removeOnComplete: { count: 1_000, age: 3_600 },
  removeOnFail: { count: 1_000, age: 3_600 },
});
await worker.waitUntilReady();
process.once('disconnect', () => {
  void worker.close().then(() => process.exit(0));
});
process.send?.('ready');
