import { countryPack } from '@genesis/knowledge';
import type { AgentInput } from '../agent.js';
import type { ResearchFolder } from './research-folder.js';
import { type Cited, namesAnAmount } from './verified-draft.js';
import type { OpenedPage } from './web-sources.js';
import { leadsElsewhere } from './web-words.js';

const MOST_PRICES = 3;
const LONGEST_CHARS = 160;
const SENTENCE_ENDS = /(?<=[.!?;])\s+|(?:(?<!\s)\s+)?\|\s*/u;

/** Prices that pages about prices state, in the pages' own words, one of each page: what can be said of them without a
 *  model. Found by the word for the country's money in the kept pages. */
export async function pricesByRule(
  { country }: Pick<AgentInput, 'country'>,
  pages: readonly OpenedPage[],
  folder: ResearchFolder,
): Promise<readonly Cited<string>[]> {
  const about = pages.filter(({ topic }) => topic === 'prices');
  if (about.length === 0) return [];
  const lines = (await Promise.all(moneyWords(country).map((word) => folder.linesWith(word)))).flat();
  return about
    .flatMap((page): Cited<string>[] => {
      const sentences = lines
        .filter(({ page: id }) => id === page.id)
        .flatMap(({ line }) => line.split(SENTENCE_ENDS))
        .map((sentence) => sentence.replace(/[*_#>`[\]]+/gu, '').trim());
      const price = sentences.find(
        (sentence) =>
          sentence.length <= LONGEST_CHARS &&
          /\p{L}{3}/u.test(sentence) &&
          namesAnAmount(sentence, country) &&
          !leadsElsewhere(sentence),
      );
      return price === undefined ? [] : [{ said: price, page }];
    })
    .slice(0, MOST_PRICES);
}

function moneyWords(country: AgentInput['country']): readonly string[] {
  if (country === null) return ['FCFA', 'CFA'];
  const { currency, currencyName } = countryPack(country);
  return [...new Set([currency.value, currencyName.fr, currencyName.en, 'FCFA'])];
}
