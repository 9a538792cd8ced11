/** A page of the simulated web. */
export interface SimulatedPage {
  readonly url: string;
  readonly title: string;
  /** What a search shows of it. */
  readonly content: string;
  /** What reading it gives; default: the content. */
  readonly rawContent?: string;
  readonly score?: number;
  readonly publishedDate?: string;
}

/** Sentences with a name or a price that can be quoted. */
const PARAGRAPHS: readonly (readonly [slug: string, title: string, text: string])[] = [
  [
    'prix',
    'Les prix constatés',
    'Les prix relevés vont de 1 000 à 2 500 FCFA selon le quartier. La livraison coûte 500 FCFA. Les clients paient surtout par mobile money.',
  ],
  [
    'acteurs',
    'Les acteurs de la ville',
    'Chez Tante Coumba est connu pour ses commandes de bureau. La Maison du Fleuve livre avant midi. Les petites tables de rue servent le plus de clients.',
  ],
  [
    'tendances',
    'Les tendances de l’année',
    'Les commandes par WhatsApp ont doublé depuis 2024. Les clients demandent des emballages sans plastique. Les abonnements à la semaine se répandent.',
  ],
  [
    'besoins',
    'Ce que demandent les clients',
    'Les employés veulent être servis en vingt minutes. Les familles commandent le vendredi. Peu d’offres s’adressent aux écoles.',
  ],
  [
    'conseils',
    'Se lancer sans se tromper',
    'Commencer avec dix clients fidèles réduit le risque. Le loyer pèse plus que la matière première. La saison des pluies ralentit les livraisons.',
  ],
  [
    'chiffres',
    'Chiffres du secteur',
    'Le secteur compte 4 200 établissements déclarés en 2024. Les trois quarts emploient moins de cinq personnes.',
  ],
];

/** Ordinary pages about whatever is asked; the same for the same words. */
export function pagesAbout(query: string): readonly SimulatedPage[] {
  const subject = query.replace(/\s+/g, ' ').trim().slice(0, 80);
  const slug = encodeURIComponent(subject.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-'));
  return PARAGRAPHS.map(([name, title, text], index) => ({
    url: `https://${name}.marche.example.com/${slug}`,
    title: `${title} : ${subject}`,
    content: text,
    rawContent: `${title}\n\n${text}\n\nÀ propos : ${subject}.`,
    score: 0.9 - index / 10,
  }));
}

/** The web that the simulated search knows. */
export class SimulatedWeb {
  #served: readonly SimulatedPage[] | null = null;
  readonly #known = new Map<string, SimulatedPage>();

  /** From now on every search finds these pages, and no others. */
  serve(pages: readonly SimulatedPage[]): void {
    this.#served = pages;
    this.#know(pages);
  }

  reset(): void {
    this.#served = null;
    this.#known.clear();
  }

  search(query: string): readonly SimulatedPage[] {
    const pages = this.#served ?? pagesAbout(query);
    this.#know(pages);
    return pages;
  }

  /** Only what was served or found can be read. */
  read(url: string): SimulatedPage | null {
    return this.#known.get(new URL(url).href) ?? null;
  }

  #know(pages: readonly SimulatedPage[]): void {
    for (const page of pages) {
      const url = URL.parse(page.url);
      if (url !== null) this.#known.set(url.href, page);
    }
  }
}
