import type { FastifyRequest } from 'fastify';

const FORM = 'application/x-www-form-urlencoded';
const CHARSETS: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii']);
/** Read of a body that is refused anyway. The largest limit that can be set for a body that is not. */
const MAX_DRAINED_BYTES = 16_777_216;

/** A form where JSON is expected or the other way round, another encoding than UTF-8, or a compressed body;
 *  Fastify itself refuses what is neither form nor JSON. */
export function isOfWrongForm(request: FastifyRequest): boolean {
  if (!hasBody(request)) return false;
  const { 'content-type': contentType, 'content-encoding': encoding = 'identity' } = request.headers;
  if (encoding.trim().toLowerCase() !== 'identity') return true;
  if (contentType === undefined) return false;
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (charset !== undefined && !CHARSETS.has(charset.replaceAll('"', ''))) return true;
  return (type === FORM) !== (request.routeOptions.config.acceptsForm === true);
}

/** True while the body has not arrived in full. */
export function isReceiving(request: FastifyRequest): boolean {
  return hasBody(request) && !request.raw.complete && !request.raw.destroyed;
}

/** Throws the rest of a body away: up to 16 MiB of it, in the time that a request has to arrive. */
export function drain({ raw }: FastifyRequest, done: () => void): void {
  let bytes = 0;
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > MAX_DRAINED_BYTES) stop();
  };
  const stop = (): void => {
    raw.off('data', count).off('end', stop).off('close', stop).off('error', stop);
    done();
  };
  raw.on('data', count).once('end', stop).once('close', stop).once('error', stop).resume();
}

/** What the headers say; a length of 0 is no body, whatever its type. */
export function hasBody({ headers }: FastifyRequest): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
