import { parseArgs } from 'node:util';
import { startSimulatedVendors } from './simulated-vendors.js';

/** Every simulated vendor in one process: prints one line of JSON, `{"vendors": [{name, url}…], "environment": {…}}`, once
 *  all take requests. The environment leads the service to them, and away from everybody else. */
const { values } = parseArgs({ options: { 'first-port': { type: 'string', default: '0' } } });
const firstPort = Number(values['first-port']);
if (!Number.isInteger(firstPort) || firstPort < 0) {
  process.stderr.write('usage: simulators [--first-port N]\n');
  process.exit(2);
}

const simulated = await startSimulatedVendors(firstPort).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return process.exit(1);
});
const { vendors, environment } = simulated;
process.stdout.write(`${JSON.stringify({ vendors, environment })}\n`);

const stop = (): void => void simulated.stop().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
