import { parentOf } from './process-identity.mjs';

/**
 * Calls back once when whoever started us is gone. npm does not pass SIGTERM on: it kills the shell that it put between
 * itself and the script, or leaves that shell waiting; so under npm the shell's parent is watched as well.
 * @param {() => void} onGone
 * @returns {() => void} stops watching
 */
export function watchParent(onGone) {
  const parent = process.ppid;
  if (parent <= 1) return () => undefined;
  const grandparent = process.env.npm_lifecycle_event ? parentOf(parent) : null;
  const isGone = () => process.ppid !== parent || (grandparent !== null && parentOf(parent) !== grandparent);
  const timer = setInterval(() => {
    if (!isGone()) return;
    clearInterval(timer);
    onGone();
  }, 500);
  timer.unref();
  return () => clearInterval(timer);
}
