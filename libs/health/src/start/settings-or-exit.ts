import {
  AppSettings,
  type LoadedSettings,
  QUEUE_MUST_KEEP_JOBS,
  readSettings,
  RedisSettings,
  SettingsError,
} from '@genesis/config';
import { evictionPolicyAt, NO_EVICTION } from '@genesis/redis';

/** Source: sysexits.h, EX_CONFIG. */
export const EXIT_CONFIGURATION = 78;

const QUEUE = 'REDIS_QUEUE_URL';
/** A process that does not start anyway waits no longer for what else is wrong. */
const QUEUE_QUESTION = { connectionName: 'genesis-start', timeoutMs: 2_000 };

/** The settings of this process. Faulty ones end it with 78 and one message on standard error: there is no logger yet. In
 *  production the queue's Redis is asked too, so that the message has every reason; where the settings are good that waits
 *  until the stores answer (QueuePolicyCheck).
 *  @param service for the message, e.g. `genesis-api` */
export async function settingsOrExit(service: string): Promise<LoadedSettings> {
  const { loaded, problems } = readSettings();
  if (problems.length === 0) return loaded;
  const { message } = new SettingsError([...problems, ...(await problemsOfQueue(loaded, problems))]);
  process.stderr.write(`${service} does not start. ${message}\n`);
  process.exit(EXIT_CONFIGURATION);
}

async function problemsOfQueue(loaded: LoadedSettings, problems: readonly string[]): Promise<string[]> {
  const isNamed = loaded.originOf(QUEUE).source !== 'default';
  // One that could not be read has been replaced by its default.
  const isRead = !problems.some((text) => text.startsWith(QUEUE) && !text.endsWith(' in production'));
  if (loaded.get(AppSettings).environment !== 'production' || !isNamed || !isRead) return [];
  try {
    const policy = await evictionPolicyAt(loaded.get(RedisSettings).queueUrl, QUEUE_QUESTION);
    return policy === NO_EVICTION ? [] : [`${QUEUE} ${QUEUE_MUST_KEEP_JOBS} in production`];
  } catch {
    // It is away, or refuses us: that is for the next start to tell.
    return [];
  }
}
