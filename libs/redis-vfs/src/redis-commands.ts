import type { RedisClient } from '@genesis/redis';
import { VfsError } from './vfs.errors.js';

/** What a script answers: OK or the reason of a refusal, then its values. */
export type ScriptReply = readonly [outcome: string, ...values: string[]];

export type ScriptArgument = string | number;

/** Runs one of the named scripts; all keys have the same hash tag. @throws VfsError VFS_UNAVAILABLE when Redis does not answer or refuses */
export type RunScript<Name extends string> = (
  name: Name,
  keys: readonly string[],
  args: readonly ScriptArgument[],
) => Promise<ScriptReply>;

type DefinedScript = (keyCount: number, ...keysAndArgs: readonly ScriptArgument[]) => Promise<ScriptReply>;

/** Registers scripts with the client; they are sent by their hash from the second call on. */
export function defineScripts<Name extends string>(
  client: RedisClient,
  scripts: Readonly<Record<Name, string>>,
): RunScript<Name> {
  for (const [name, lua] of Object.entries<string>(scripts)) client.defineCommand(name, { lua });
  // defineCommand adds the methods at run time, where the compiler cannot see them.
  const defined = client as unknown as Readonly<Record<Name, DefinedScript>>;

  return (name, keys, args) => orUnavailable(() => defined[name](keys.length, ...keys, ...args));
}

/** Whatever Redis or the connection objects to becomes VFS_UNAVAILABLE, with the objection as its cause. */
export async function orUnavailable<Reply>(command: () => Promise<Reply>): Promise<Reply> {
  try {
    return await command();
  } catch (cause) {
    throw new VfsError('VFS_UNAVAILABLE', { cause });
  }
}
