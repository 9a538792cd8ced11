/** A PostgreSQL or Redis of one's own, on 127.0.0.1 with a password. It ends when the process that started it ends. */
export interface PrivateServer {
  /** Complete, password included; PostgreSQL: the empty database `genesis_ai_db`, user a superuser. */
  readonly url: string;
  /** Stays the same over `restart()`, unless another program took it meanwhile. */
  readonly port: number;
  /** The main process; changes with `restart()`. */
  readonly pid: number;
  /** Orderly shutdown; returns when the process is gone. The data stay in `dir`. */
  stop(): Promise<void>;
  /** SIGKILL; returns when the process is gone. */
  kill(): Promise<void>;
  /** Stops the server if it runs and starts it again on the same data; returns when it answers. */
  restart(): Promise<void>;
}

export interface PrivateServerOptions {
  /** A folder of its own, made when absent. Use a short-lived one: the caller deletes it. */
  dir: string;
  /** Any free one by default. */
  port?: number;
}

/** @throws CommandError when no PostgreSQL is found or it does not start. 1 to 2 s for a new folder. */
export function startPrivatePostgres(
  options: PrivateServerOptions & {
    /** Server parameters, as of `postgres -c`. */ parameters?: Record<string, string>;
  },
): Promise<PrivateServer>;

/** @throws CommandError when no Redis is found or it does not start. */
export function startPrivateRedis(
  options: PrivateServerOptions & {
    /** Keep what was written over `kill()` and `restart()`; default true. */ appendonly?: boolean;
    /** More of its configuration; a Redis in a container takes none. */ lines?: readonly string[];
  },
): Promise<PrivateServer>;
