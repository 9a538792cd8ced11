import { withRunningService } from '../coach/running-service.mjs';
import { parseDemoArguments, readIdea, runDemo, usage } from '../demo.mjs';
import { say } from '../local/project.mjs';

/** @type {import('../local/command.mjs').Command} */
export async function run({ args, ending }) {
  const wanted = parseDemoArguments(args);
  if (wanted.help) {
    say(usage);
    return 0;
  }
  const idea = readIdea(wanted.idea);
  return withRunningService({ command: 'npm run demo', logName: 'demo.log', ending }, (baseUrl) =>
    runDemo({ baseUrl, wanted, idea, signal: ending }),
  );
}
