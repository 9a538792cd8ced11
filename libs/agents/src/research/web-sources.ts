import type { SearchResult } from '@genesis/integrations';
import { PREFERRED, type Topic } from './research-todos.js';

/** A page that a search found. Title and excerpt are a stranger's words. */
export interface FoundSource {
  /** From 1, in the order of finding: what a model calls it. It never sees, nor says, an address. */
  readonly id: number;
  readonly url: string;
  /** Without `www.`. */
  readonly host: string;
  readonly title: string;
  readonly excerpt: string;
  /** ISO date, where the vendor says. */
  readonly date: string | null;
  readonly topic: Topic;
  /** Higher is better; comparable within one topic. */
  readonly rank: number;
}

/** A page whose text was read. */
export interface OpenedPage extends FoundSource {
  readonly text: string;
  /** The text as `occursIn` wants it. */
  readonly words: string;
}

const PREFERENCE = 0.1;
const MAX_URL_CHARS = 500;

/** Where results are among their like; null for an address that cannot be cited. */
export function sourceOf(
  result: SearchResult,
  place: { readonly id: number; readonly topic: Topic; readonly position: number; readonly count: number },
): FoundSource | null {
  const address = result.url.length <= MAX_URL_CHARS ? URL.parse(result.url) : null;
  if (address === null || !/^https?:$/u.test(address.protocol)) return null;
  const host = address.hostname.replace(/^www\./u, '');
  const isPreferred = PREFERRED[place.topic]?.some(
    (domain) => host === domain || host.endsWith(`.${domain}`),
  );
  const score = result.score ?? 1 - place.position / Math.max(place.count, 1);
  return {
    id: place.id,
    url: result.url,
    host,
    title: result.title,
    excerpt: result.content,
    date: result.date,
    topic: place.topic,
    rank: score + (isPreferred ? PREFERENCE : 0),
  };
}

/** What a rule would open: of each topic in turn the best that is not opened yet. */
export function bestOfEachTopic(
  sources: readonly FoundSource[],
  topics: readonly Topic[],
  most: number,
): readonly FoundSource[] {
  const queues = topics.map((topic) =>
    sources
      .filter((source) => source.topic === topic)
      .sort((one, other) => other.rank - one.rank || one.id - other.id),
  );
  const picked: FoundSource[] = [];
  for (let round = 0; picked.length < most && queues.some((queue) => round < queue.length); round += 1) {
    for (const queue of queues) {
      const source = queue[round];
      if (source !== undefined && picked.length < most) picked.push(source);
    }
  }
  return picked;
}
