import net from 'node:net';

/**
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>} false also when something listens there on another address of this machine
 */
export async function isPortFree(port, host = '127.0.0.1') {
  const bound = await new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
  // Some systems let a second process bind a narrower address of a port in use.
  return bound && !(await accepts(port, host));
}

/** @param {number} port @param {string} [host] @returns {Promise<boolean>} */
export function accepts(port, host = '127.0.0.1') {
  const target = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: target, timeout: 1_000 });
    const finish = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => finish(true));
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
  });
}

/** @returns {Promise<number>} a port that nothing used a moment ago */
export function findFreePort(host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port: 0, host }, () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
