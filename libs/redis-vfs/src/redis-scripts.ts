import type { Redis } from 'ioredis';
import { VfsError } from './vfs.errors.js';

/** What a script answers: OK or the reason of a refusal, then its values. */
export type ScriptReply = readonly [outcome: string, ...values: string[]];

export type ScriptArgument = string | number;

/** Runs one of the named scripts on one key. @throws VfsError VFS_UNAVAILABLE when Redis does not answer or refuses */
export type RunScript<Name extends string> = (
  name: Name,
  key: string,
  args: readonly ScriptArgument[],
) => Promise<ScriptReply>;

type DefinedScript = (key: string, ...args: readonly ScriptArgument[]) => Promise<ScriptReply>;

/** Registers scripts of one key each with the client; they are sent by their hash from the second call on. */
export function defineScripts<Name extends string>(client: Redis, scripts: Readonly<Record<Name, string>>): RunScript<Name> {
  for (const [name, lua] of Object.entries<string>(scripts)) client.defineCommand(name, { numberOfKeys: 1, lua });
  // defineCommand adds the methods at run time, where the compiler cannot see them.
  const defined = client as unknown as Readonly<Record<Name, DefinedScript>>;

  return async (name, key, args) => {
    try {
      return await defined[name](key, ...args);
    } catch (cause) {
      throw new VfsError('VFS_UNAVAILABLE', { cause });
    }
  };
}
