/** An answer whose body was read in full. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; null sends no body. */
  readonly body: unknown;
  readonly signal: AbortSignal;
  /** A longer body ends the exchange. */
  readonly maxAnswerBytes: number;
}

export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/** One request. No retry; a redirect is answered as it is, so that a key never travels to another host.
 *  @throws AnswerTooLargeError, and what `fetch` throws: the signal's reason, or a TypeError for the network. */
export async function exchange(url: URL, request: HttpRequest): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method: request.method,
    headers: {
      accept: 'application/json',
      ...(request.body !== null && { 'content-type': 'application/json' }),
      ...request.headers,
    },
    body: request.body === null ? undefined : JSON.stringify(request.body),
    signal: request.signal,
    redirect: 'manual',
  });
  return {
    status: response.status,
    headers: response.headers,
    text: await readText(response, request.maxAnswerBytes),
  };
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the stream, which closes the connection.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new AnswerTooLargeError(`the answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes).toString('utf8');
}
