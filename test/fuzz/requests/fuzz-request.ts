/** Who is asking: the owner of the objects, somebody who has little, somebody who will not be needed again, nobody, or
 *  somebody with a credential that is no good here. */
export type Credential = 'owner' | 'stranger' | 'newcomer' | 'nobody' | 'forged' | 'wrong door';

export type RequestClass = 'valid' | 'almost valid' | 'hostile';

/** How an answer to a request must be: accepted, refused with 4xx, refused with one of these; null: as the document says
 *  of such a request. */
export type Expectation = 'accepted' | 'refused' | readonly number[] | null;

export type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly value: Readonly<Record<string, unknown>> }
  /** Sent as it is, each character a byte. */
  | { readonly kind: 'bytes'; readonly text: string };

/** A request of which nothing is decided any more but the ids of the objects: `{{…}}` stands for one of the town's. */
export interface FuzzRequest {
  readonly class: RequestClass;
  /** What was done to a valid request. */
  readonly changes: readonly string[];
  readonly expects: Expectation;
  readonly credential: Credential;
  /** By name of the parameter, percent-encoded where it has to be. */
  readonly path: Readonly<Record<string, string>>;
  /** Percent-encoded names and values. */
  readonly query: readonly (readonly [string, string])[];
  /** Besides those that say who asks. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Body | null;
}

/** The address without the server. */
export function targetOf(route: string, { path, query }: FuzzRequest): string {
  const address = route.replaceAll(/\{(\w+)\}/g, (whole, name: string) => path[name] ?? whole);
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  return search === '' ? address : `${address}?${search}`;
}

/** Where a value of a JSON body stands, in the manner of RFC 6901. */
export type Pointer = readonly (string | number)[];

export const written = (pointer: Pointer): string => pointer.map((step) => `/${step}`).join('') || '/';

export function valueAt(value: unknown, pointer: Pointer): unknown {
  return pointer.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], value);
}

/** A copy with another value in one place; `undefined` removes it. */
export function replacedAt(value: unknown, pointer: Pointer, replacement: unknown): unknown {
  const [step, ...rest] = pointer;
  // What an earlier change has put there may have no places.
  if (step === undefined || typeof value !== 'object' || value === null) return replacement;
  if (Array.isArray(value)) {
    return value.map((item: unknown, at) => (at === step ? replacedAt(item, rest, replacement) : item));
  }
  const entries = Object.entries(value).filter(([name]) => name !== step);
  const inner = rest.length === 0 ? replacement : replacedAt(valueAt(value, [step]), rest, replacement);
  // Own properties also for a name such as `__proto__`.
  return Object.fromEntries(inner === undefined ? entries : [...entries, [step, inner]]);
}
