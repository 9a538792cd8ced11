/**
 * @param {string} url
 * @returns {Promise<import('ioredis').Redis>} connected, does not reconnect; `disconnect()` it
 */
export async function connectRedis(url) {
  // Not at the top: the packages may not be installed yet when this module is read.
  const { Redis } = await import('ioredis');
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5_000,
    // Its timer would keep the process, and a test run, waiting for 2 s.
    disconnectTimeout: 100,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  let lastError;
  client.on('error', (error) => {
    lastError = error;
  });
  try {
    await client.connect();
    await client.ping();
    return client;
  } catch (error) {
    client.disconnect();
    // The first error names the reason; what `connect` rejects with is often just "Connection is closed".
    throw lastError ?? error;
  }
}
