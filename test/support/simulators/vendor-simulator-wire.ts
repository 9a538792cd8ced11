import type { z } from 'zod';
import type { SimulatedAnswer } from './vendor-simulator-answer.js';
import type { AnyBehaviour, TransportBehaviour } from './vendor-simulator-script.js';

/** A request, as a route sees it. */
export interface SimulatedRequest<Own extends AnyBehaviour = never> {
  readonly method: string;
  readonly path: string;
  /** Values of the route's `:name` parts. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON, else the text; null when there was none. */
  readonly body: unknown;
  /** Counts from 1. */
  readonly sequence: number;
  readonly seed: number;
  /** A scripted behaviour that the vendor plays by itself; the common ones are played around the route. */
  readonly behaviour: Own | null;
}

export type SimulatedRoute<Own extends AnyBehaviour = never> = (
  request: SimulatedRequest<Own>,
) => SimulatedAnswer | Promise<SimulatedAnswer>;

/** Why a simulated vendor does not do what it was asked. */
export interface SimulatedProblem {
  readonly reason:
    'unauthorized' | 'rate_limited' | 'quota_exhausted' | 'unknown_route' | 'bad_request' | 'failure';
  readonly status: number;
  readonly message: string;
}

/** What makes a vendor of the base: its routes, its errors, and what it notes of a request. */
export interface VendorWire<Own extends AnyBehaviour = never, Seen extends object = object> {
  /** By `METHOD /path`; a part `:name` matches one segment. */
  readonly routes: Readonly<Record<string, SimulatedRoute<Own>>>;
  /** The vendor's form of an error; a `Retry-After` is added by the base. The status may be corrected. */
  readonly errorAnswer: (problem: SimulatedProblem) => SimulatedAnswer;
  /** Behaviours beyond the common ones; one of the same kind replaces the common one. */
  readonly ownBehaviours?: z.ZodType<Own>;
  /** Default: everybody. */
  readonly isAllowed?: (headers: Readonly<Record<string, string>>) => boolean;
  /** Noted in the ledger when the request comes in. */
  readonly see?: (request: { readonly path: string; readonly body: unknown }) => Seen;
  /** Noted in the ledger when the answer is known. */
  readonly seeAnswer?: (answer: SimulatedAnswer) => Partial<Seen>;
  /** False leaves a behaviour to a later request. */
  readonly suits?: (behaviour: Own | TransportBehaviour, seen: Seen) => boolean;
  /** Forgets what the routes have stored. */
  readonly reset?: () => void;
}

export interface FoundRoute<Own extends AnyBehaviour> {
  readonly route: SimulatedRoute<Own>;
  readonly params: Readonly<Record<string, string>>;
}

/** The first route that fits; null when none does. */
export function routeFor<Own extends AnyBehaviour>(
  routes: Readonly<Record<string, SimulatedRoute<Own>>>,
  method: string,
  path: string,
): FoundRoute<Own> | null {
  for (const [pattern, route] of Object.entries(routes)) {
    const params = paramsOf(pattern, `${method} ${path}`);
    if (params !== null) return { route, params };
  }
  return null;
}

function paramsOf(pattern: string, asked: string): Record<string, string> | null {
  const parts = pattern.split('/');
  const given = asked.split('/');
  if (parts.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':') && value !== '') params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return params;
}
