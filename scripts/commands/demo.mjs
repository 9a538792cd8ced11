import { withRunningService } from '../coach/running-service.mjs';
import { vendorsReport } from '../coach/vendors-report.mjs';
import { parseDemoArguments, readIdea, runDemo, usage } from '../demo.mjs';
import { ensureBuilt } from '../local/build.mjs';
import { say } from '../local/project.mjs';
import { startSimulatedVendors } from '../local/simulated-vendors.mjs';

const names = { command: 'npm run demo', logName: 'demo.log' };

/** @type {import('../local/command.mjs').Command} */
export async function run({ args, ending }) {
  const wanted = parseDemoArguments(args);
  if (wanted.help) {
    say(usage);
    return 0;
  }
  const idea = readIdea(wanted.idea);
  if (wanted.simulated) return runSimulated({ wanted, idea, ending });
  return withRunningService({ ...names, ending }, (baseUrl) =>
    runDemo({ baseUrl, wanted, idea, signal: ending }),
  );
}

/** The same, with simulated vendors instead of whoever is configured. Nothing fails there, so nothing may be missing. */
async function runSimulated({ wanted, idea, ending }) {
  await ensureBuilt();
  const { vendors, environment, stop } = await startSimulatedVendors({ ending });
  const report = vendorsReport(vendors);
  try {
    return await withRunningService({ ...names, ending, settings: alone(environment) }, (baseUrl) =>
      runDemo({ baseUrl, wanted, idea, signal: ending, report, accepted: ['completed'] }),
    );
  } finally {
    await stop();
  }
}

/** A setting and its `_FILE` exclude each other. */
const alone = (environment) => ({
  ...environment,
  ...Object.fromEntries(Object.keys(environment).map((name) => [`${name}_FILE`, ''])),
});
