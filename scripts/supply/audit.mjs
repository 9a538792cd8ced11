import { inBareProject, runNpm } from './npm.mjs';

/** A hole of these weights in what runs in production stops a change. */
const STOPPING = ['high', 'critical'];
const LONGEST_EXCEPTION_DAYS = 90;
const DAY_MS = 86_400_000;
/** For the question, and for npm with all that it does besides. */
const ANSWER_MS = 20_000;
const NPM_MS = 45_000;

/**
 * @typedef {object} Advisory
 * @property {string} id `GHSA-…`
 * @property {string} package
 * @property {string} severity
 * @property {string} title
 *
 * @typedef {{ isAnswered: true, advisories: readonly Advisory[] } | { isAnswered: false, why: string }} AuditAnswer
 */

/**
 * Asks the registry which holes of production dependencies are known.
 * @param {{ manifest: object, lock: object, registry?: string, answerMs?: number, npmMs?: number }} question
 * @returns {Promise<AuditAnswer>} not answered: by anything but a report
 */
export async function askForAdvisories({ manifest, lock, registry, answerMs = ANSWER_MS, npmMs = NPM_MS }) {
  // npm keeps what it once heard of an advisory: with a cache of its own it asks how bad that is today.
  const args = ['audit', '--json', '--omit=dev', '--package-lock-only', '--loglevel=silent', '--cache=.npm'];
  args.push('--fetch-retries=0', `--fetch-timeout=${answerMs}`);
  if (registry) args.push(`--registry=${registry}`);
  const { output } = await inBareProject({ manifest, lock }, (cwd) =>
    runNpm(args, { cwd, timeoutMs: npmMs }),
  );
  return readAuditReport(output);
}

/** npm ends with 1 for a hole and for no answer alike: its report tells them apart. @returns {AuditAnswer} */
export function readAuditReport(output) {
  const report = parsed(output);
  if (report?.auditReportVersion !== 2 || typeof report.vulnerabilities !== 'object') {
    const why = report?.message ?? report?.error?.summary ?? output.trim().split('\n')[0];
    return { isAnswered: false, why: withoutAddress(String(why || 'no answer in time')) };
  }
  const advisories = new Map();
  for (const { via } of Object.values(report.vulnerabilities)) {
    for (const hole of via) {
      // A text names the dependency that has the hole; that one stands in the report too.
      if (typeof hole === 'string') continue;
      const id = String(hole.url ?? hole.source)
        .split('/')
        .at(-1);
      advisories.set(`${id} ${hole.name}`, {
        id,
        package: hole.name,
        severity: hole.severity,
        title: hole.title,
      });
    }
  }
  return { isAnswered: true, advisories: [...advisories.values()] };
}

/**
 * @param {AuditAnswer} answer
 * @param {readonly import('./policy.mjs').AuditException[]} exceptions
 * @param {Date} today
 * @returns {{ problems: string[], note: string }}
 */
export function judgeAdvisories(answer, exceptions, today) {
  const problems = exceptions.flatMap((exception) => exceptionProblems(exception, today));
  if (!answer.isAnswered) {
    return { problems, note: `not asked: the advisory service does not answer (${answer.why})` };
  }
  const isExcepted = ({ id, package: name }) =>
    exceptions.some((exception) => exception.advisory === id && exception.package === name);
  const open = answer.advisories.filter((advisory) => !isExcepted(advisory));
  const stopping = open.filter(({ severity }) => STOPPING.includes(severity));
  const told = open.filter((advisory) => !stopping.includes(advisory));
  problems.push(...stopping.map(asText));
  for (const { advisory, package: name } of exceptions) {
    if (answer.advisories.some((found) => found.id === advisory && found.package === name)) continue;
    problems.push(`the exception for ${advisory} in ${name} is not needed any more`);
  }
  const warned = told.length > 0 ? `, warned: ${told.map(asText).join('; ')}` : '';
  return {
    problems,
    note: `${answer.advisories.length} known holes, ${exceptions.length} excepted${warned}`,
  };
}

const asText = ({ id, package: name, severity, title }) => `${severity}: ${name}, ${title} (${id})`;

function exceptionProblems({ advisory, package: name, reason, until }, today) {
  const about = `the exception for ${advisory} in ${name}`;
  const lastMs = Date.parse(`${until}T23:59:59.999Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(until ?? '') || Number.isNaN(lastMs)) return [`${about} has no last day`];
  if (!reason?.trim()) return [`${about} has no reason`];
  if (lastMs < today.getTime()) return [`${about} ended on ${until}`];
  if (lastMs - today.getTime() > (LONGEST_EXCEPTION_DAYS + 1) * DAY_MS) {
    return [`${about} is for longer than ${LONGEST_EXCEPTION_DAYS} days`];
  }
  return [];
}

/** Which registry is asked is a matter of this machine. */
const withoutAddress = (text) => text.replaceAll(/(?: - POST| at:?| to)? https?:\/\/\S+/g, '').slice(0, 120);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
