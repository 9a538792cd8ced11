import pg from 'pg';

type Query = (...statement: readonly unknown[]) => unknown;

/** A connection that leaves its pool at the moment when a statement on it stays unanswered for `query_timeout`.
 *  By itself pg only destroys the socket, and hears of that later: until then the pool would lend the dead connection to
 *  whoever waits next. */
export class PooledClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    // A method of this class would have to repeat all of pg's overloads.
    const query = this.query.bind(this) as Query;
    const watched: Query = (...statement) => {
      const result = query(...statement);
      if (!(result instanceof Promise)) return result;
      return result.catch((error: unknown) => {
        if (isSilence(error)) this.emit('error', error);
        throw error;
      });
    };
    this.query = watched as typeof this.query;
  }
}

function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}
