import { parseCoachArguments, runCoach, usage } from '../coach.mjs';
import { withRunningService } from '../coach/running-service.mjs';
import { say } from '../local/project.mjs';

/** @type {import('../local/command.mjs').Command} */
export async function run({ args, ending }) {
  const wanted = parseCoachArguments(args);
  if (wanted.isHelp) {
    say(usage);
    return 0;
  }
  if (process.stdout.isTTY) say(wanted.language === 'en' ? '\n  Starting …' : '\n  Démarrage …');
  return withRunningService({ command: 'npm run coach', logName: 'coach.log', ending }, (baseUrl) =>
    runCoach({ baseUrl, wanted, ending }),
  );
}
