import { lookup as resolve, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { AppError } from '@genesis/kernel';
import { Agent, request } from 'undici';
import { AnswerTooLargeError, type HttpAnswer } from '../http/http-exchange.js';
import { isPublicAddress, publicUrl } from './public-address.js';

/** The address is not of the public internet: nothing was sent. */
export class AddressNotPublic extends AppError {
  constructor(cause?: unknown) {
    super({
      code: 'ADDRESS_NOT_PUBLIC',
      kind: 'invalid',
      message: 'the address is not of the public internet',
      cause,
    });
  }
}

export interface PublicHttpOptions {
  /** Origins that the operator trusts although they are private, e.g. a receiver on the developer's own machine. */
  readonly trustedOrigins?: readonly string[];
  /** Finds the addresses of a name. Default: the system's resolver. */
  readonly resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
}

export interface PublicRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is: a signature covers these bytes. */
  readonly body?: string;
  readonly signal: AbortSignal;
  /** A longer body ends the exchange. */
  readonly maxAnswerBytes: number;
}

/**
 * Requests to addresses that somebody else has named. The name is checked before, and every IP address that it stands
 * for when it is dialled: a name that changes its mind in between (DNS rebinding) gains nothing. Redirects are answered
 * as they are and never followed. Each request has a connection of its own.
 */
export class PublicHttp {
  readonly #trusted: ReadonlySet<string>;
  readonly #lookup: LookupFunction;

  constructor({ trustedOrigins = [], resolve: find = resolveAll }: PublicHttpOptions = {}) {
    this.#trusted = new Set(trustedOrigins.map((origin) => new URL(origin).origin));
    this.#lookup = (hostname, options, callback) => {
      find(hostname).then(
        (addresses) => {
          const [first] = addresses;
          if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
            callback(new AddressNotPublic(), '');
          } else if (options.all === true) callback(null, [...addresses]);
          else callback(null, first.address, first.family);
        },
        (error: unknown) => callback(error as NodeJS.ErrnoException, ''),
      );
    };
  }

  /** @throws AddressNotPublic, AnswerTooLargeError, the signal's reason, or what the network says. */
  async send(address: string, asked: PublicRequest): Promise<HttpAnswer> {
    const { url, isTrusted } = this.#check(address);
    const dispatcher = new Agent({
      connect: isTrusted ? {} : { lookup: this.#lookup },
      pipelining: 0,
      connections: 1,
    });
    try {
      const answer = await request(url, {
        dispatcher,
        method: asked.method,
        headers: asked.headers,
        body: asked.body,
        signal: asked.signal,
      });
      return {
        status: answer.statusCode,
        headers: headersOf(answer.headers),
        text: await readText(answer.body, asked.maxAnswerBytes),
      };
    } catch (error) {
      throw asked.signal.aborted ? asked.signal.reason : error;
    } finally {
      await dispatcher.destroy();
    }
  }

  #check(address: string): { readonly url: URL; readonly isTrusted: boolean } {
    const named = URL.parse(address);
    if (named !== null && named.username === '' && this.#trusted.has(named.origin)) {
      return { url: named, isTrusted: true };
    }
    const url = publicUrl(address);
    if (url === null) throw new AddressNotPublic();
    return { url, isTrusted: false };
  }
}

function resolveAll(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((found, failed) => {
    resolve(hostname, { all: true }, (error, addresses) => {
      if (error === null) found(addresses);
      else failed(error);
    });
  });
}

function headersOf(raw: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) headers.append(name, one);
  }
  return headers;
}

async function readText(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new AnswerTooLargeError(`the answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes).toString('utf8');
}
