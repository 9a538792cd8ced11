import type { ProvenanceMap } from '../provenance.js';

/** A result together with where each of its statements comes from. */
export interface Written<T> {
  readonly result: T;
  readonly provenance: ProvenanceMap;
}
