import { parseArgs } from 'node:util';
import { ChatSimulator } from './chat-simulator.js';

/** The chat simulator as its own process: prints one line of JSON, `{"url": …}`, once it accepts requests. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    latency: { type: 'string', default: '300-1500' },
    seed: { type: 'string', default: '1' },
  },
});

const [min = 300, max = min] = values.latency.split('-').map(Number);
const options = { port: Number(values.port), latencyMs: { min, max }, seed: Number(values.seed) };
if (
  [options.port, min, max, options.seed].some((given) => !Number.isFinite(given) || given < 0) ||
  max < min
) {
  process.stderr.write('usage: chat-simulator [--port N] [--latency MIN-MAX] [--seed N]\n');
  process.exit(2);
}

const simulator = await ChatSimulator.start(options);
process.stdout.write(`${JSON.stringify({ url: simulator.url })}\n`);

const stop = (): void => void simulator.stop().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
