import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AnswerTooLargeError } from '../http/http-exchange.js';
import { PRIVATE_IPS, PRIVATE_URLS } from './private-addresses.fixture.js';
import { AddressNotPublic, PublicHttp } from './public-http.js';

const asked = {
  method: 'GET',
  maxAnswerBytes: 1_000,
  get signal() {
    return AbortSignal.timeout(5_000);
  },
} as const;

describe('security: SSRF, the one dialer of untrusted addresses', () => {
  let server: Server;
  let origin: string;
  let received: string[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    received = [];
    answer = (_, response) => response.end('hello');
    server = createServer((request, response) => {
      received.push(request.url ?? '');
      answer(request, response);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    const closed = new Promise((done) => server.close(done));
    server.closeAllConnections();
    await closed;
  });

  /** A name server that says of every name that it stands for these. */
  const resolving = (...addresses: readonly string[]) =>
    new PublicHttp({
      resolve: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    });

  it.each(PRIVATE_URLS)('does not dial %s', async (_, address) => {
    await expect(resolving('127.0.0.1').send(address, asked)).rejects.toBeInstanceOf(AddressNotPublic);
    expect(received).toEqual([]);
  });

  it.each(PRIVATE_IPS)('does not dial a public name that stands for %s', async (address) => {
    const http = resolving(address);
    await expect(http.send('http://rebound.example.com/', asked)).rejects.toBeInstanceOf(AddressNotPublic);
    await expect(http.send('https://rebound.example.com/', asked)).rejects.toBeInstanceOf(AddressNotPublic);
    expect(received).toEqual([]);
  });

  it.each([
    ['a public and a private address', ['93.184.216.34', '10.0.0.1']],
    ['a private and a public address', ['10.0.0.1', '93.184.216.34']],
    ['no address', []],
    ['something that is no address', ['example.com']],
  ])('does not dial a public name that stands for %s', async (_, addresses) => {
    await expect(resolving(...addresses).send('http://rebound.example.com/', asked)).rejects.toBeInstanceOf(
      AddressNotPublic,
    );
  });

  it('dials what it has judged, and no address that the name has a moment later', async () => {
    let lookups = 0;
    const http = new PublicHttp({
      // The first answer is for the judge, the next for whoever asks again before dialling.
      resolve: async () => {
        lookups += 1;
        return [{ address: lookups === 1 ? '10.0.0.1' : '127.0.0.1', family: 4 }];
      },
    });
    await expect(http.send('http://rebound.example.com/', asked)).rejects.toBeInstanceOf(AddressNotPublic);
    expect(lookups).toBe(1);
  });

  it('asks for the addresses of a name at every request', async () => {
    const answers = ['127.0.0.1', '10.0.0.1'];
    let lookups = 0;
    const http = new PublicHttp({
      resolve: async () => [{ address: answers[lookups++] ?? '127.0.0.1', family: 4 }],
    });
    for (const _ of answers) {
      await expect(http.send('http://changes.example.com/', asked)).rejects.toBeInstanceOf(AddressNotPublic);
    }
    expect(lookups).toBe(2);
  });

  it('reaches an origin that the operator trusts, with the bytes as they are', async () => {
    let body = '';
    answer = (request, response) => {
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => response.writeHead(201, { 'x-said': 'yes' }).end('made'));
    };
    const sent = await new PublicHttp({ trustedOrigins: [origin] }).send(`${origin}/hook`, {
      ...asked,
      method: 'POST',
      body: '{"a": 1}',
    });

    expect(sent).toMatchObject({ status: 201, text: 'made' });
    expect(sent.headers.get('x-said')).toBe('yes');
    expect(body).toBe('{"a": 1}');
  });

  it.each([301, 302, 303, 307, 308])('does not follow a redirect: %i', async (status) => {
    for (const location of [`${origin}/secret`, '/secret', ...PRIVATE_URLS.map(([, url]) => url)]) {
      received.length = 0;
      answer = (_, response) => response.writeHead(status, { location: encodeURI(location) }).end();
      const sent = await new PublicHttp({ trustedOrigins: [origin] }).send(`${origin}/door`, asked);

      expect(sent.status).toBe(status);
      expect(received).toEqual(['/door']);
    }
  });

  it('trusts an origin, not what begins like it', async () => {
    const http = new PublicHttp({ trustedOrigins: [origin] });
    await expect(http.send(`${origin}1/`, asked)).rejects.toBeInstanceOf(AddressNotPublic);
    await expect(http.send(origin.replace('http://', 'http://user@'), asked)).rejects.toBeInstanceOf(
      AddressNotPublic,
    );
    expect(received).toEqual([]);
  });

  it('ends a body that is too long', async () => {
    answer = (_, response) => response.end('a'.repeat(2_000));
    await expect(new PublicHttp({ trustedOrigins: [origin] }).send(origin, asked)).rejects.toBeInstanceOf(
      AnswerTooLargeError,
    );
  });

  it('ends with the signal and closes the connection', async () => {
    const closed = new Promise<void>((done) => {
      answer = (_, response) => response.on('close', done);
    });
    const controller = new AbortController();
    const call = new PublicHttp({ trustedOrigins: [origin] }).send(origin, {
      ...asked,
      signal: controller.signal,
    });
    const refused = expect(call).rejects.toThrow('enough');
    setTimeout(() => controller.abort(new Error('enough')), 50);

    await refused;
    await closed;
  });
});
