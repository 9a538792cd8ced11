import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AppSettings, type Environment, loadSettings, RedisSettings } from '@genesis/config';
import { QueuePolicyCheck } from './queue-policy-check.js';
import { QueuePolicyProbe } from './queue-policy.js';
import { RedisConnections } from './redis-connections.js';

const DEPLOYED = {
  SECRET_KEY: 'a key of the test that is long enough for HS256',
  DATABASE_URL: 'postgresql://genesis:a-long-password@db.example/genesis',
  TEST_DATABASE_URL: 'postgresql://genesis:a-long-password@db.example/genesis_test',
  DIGITALCLOUD360_SERVICE_SECRET: 'a secret of the test that nobody uses',
  DIGITALCLOUD360_API_URL: 'https://hub.example',
  CORS_ORIGINS: 'https://app.example',
};

describe('QueuePolicyCheck', () => {
  const closing: (() => void)[] = [];

  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** Answers what a Redis with this policy says of itself, and OK to everything else. */
  async function aRedisThat(policy: string): Promise<string> {
    const info = `# Memory\r\nmaxmemory_policy:${policy}\r\n`;
    const server: Server = createServer((socket) => {
      socket.on('data', (bytes) => {
        for (const [, name] of bytes.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
          socket.write(name?.toLowerCase() === 'info' ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n');
        }
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => server.close());
    return `redis://127.0.0.1:${(server.address() as AddressInfo).port}/0`;
  }

  function checkIn(environment: Environment, queueUrl: string): QueuePolicyCheck {
    const loaded = loadSettings({
      env: { ...DEPLOYED, ENVIRONMENT: environment, REDIS_URL: queueUrl, REDIS_QUEUE_URL: queueUrl },
    });
    const settings = loaded.get(RedisSettings);
    const connections = new RedisConnections(settings);
    closing.unshift(() => connections.onApplicationShutdown());
    return new QueuePolicyCheck(new QueuePolicyProbe(connections, settings), loaded.get(AppSettings));
  }

  it('keeps a production process from starting on a Redis that may evict jobs', async () => {
    const check = checkIn('production', await aRedisThat('allkeys-lru'));

    await expect(check.onModuleInit()).rejects.toThrow(/noeviction, not allkeys-lru/);
  });

  it.each<[Environment, string]>([
    ['testing', 'allkeys-lru'],
    ['production', 'noeviction'],
  ])('lets a %s process start on %s', async (environment, policy) => {
    const check = checkIn(environment, await aRedisThat(policy));

    await expect(check.onModuleInit()).resolves.toBeUndefined();
  });

  it('lets a production process start while Redis is away', async () => {
    const check = checkIn('production', 'redis://127.0.0.1:1/0');

    await expect(check.onModuleInit()).resolves.toBeUndefined();
  });
});
