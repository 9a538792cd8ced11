/**
 * What a migration that takes something away says about it, as `static readonly contract`. A migration without one is an
 * `expand`: the release before it goes on working on the new schema, which a test proves.
 */
export interface Contract {
  /** The release that does not use it any more (a tag). It has to be the one that runs when this is applied, or an older
   *  one: what is older still cannot come back from then on. */
  readonly unusedSince: string;
  /** Exactly what is taken away, in the words of the check: `column brief_versions.confidence is gone`. */
  readonly breaks: readonly string[];
}

/** @param migration its class */
export function isContract(migration: object): boolean {
  return 'contract' in migration;
}
