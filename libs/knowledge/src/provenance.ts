/** Where a statement comes from; shown to the reader so that nobody takes a rule for a fact. `web`: a page that was opened
 *  says it, and `sources` names the page. */
export type Origin = 'you_said' | 'fact' | 'rule' | 'model' | 'web';

/** The data that carries a fact (name and version), or a page that was opened (address and date). */
export interface FactSource {
  readonly name: string;
  readonly version?: string;
  readonly url?: string;
  /** ISO date on which the source was read. */
  readonly date?: string;
}

export interface Provenance {
  readonly origin: Origin;
  readonly sources?: readonly FactSource[];
  /** One plain sentence for the reader, e.g. which rule. */
  readonly note?: string;
}

/** Field group of a result (dotted path, e.g. `market_size`, `homepage.hero_section`) to its origin. */
export type ProvenanceMap = Readonly<Record<string, Provenance>>;

/** Something that only the entrepreneur can tell. `field` is stable, `question` is in the brief's language. */
export interface MissingInformation {
  readonly field: string;
  readonly question: string;
}
