import path from 'node:path';
import { postgresKind } from './postgres.mjs';
import { redisKind } from './redis.mjs';
import { closeServer, openServer } from './server.mjs';

/** Types and documentation of what is exported here: private-services.d.mts. */

async function startPrivate(kind, dir, options) {
  const home = path.resolve(dir);
  const use = { isPrivate: true };
  let running = await openServer(kind, home, options, use);
  return {
    get url() {
      return running.url;
    },
    get port() {
      return running.port;
    },
    get pid() {
      return running.pid;
    },
    async stop() {
      await closeServer(kind, home);
      await kind.forget(home);
    },
    kill: () => closeServer(kind, home, { kill: true }),
    async restart() {
      await closeServer(kind, home);
      running = await openServer(kind, home, { ...options, port: running.port }, use);
    },
  };
}

export const startPrivatePostgres = ({ dir, ...options }) => startPrivate(postgresKind, dir, options);

export const startPrivateRedis = ({ dir, ...options }) => startPrivate(redisKind, dir, options);
