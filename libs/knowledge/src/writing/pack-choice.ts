import { numbersIn } from '../reading/numbers.js';
import { contentStems } from '../text/fold.js';
import type { IdeaVoice } from './idea-voice.js';

/** Everything the person wrote, for comparing. */
export function ideaText({ brief }: IdeaVoice): string {
  const { vision, mission, target_audience, differentiation, value_proposition } = brief;
  return [
    brief.sector,
    vision,
    mission,
    target_audience,
    differentiation,
    value_proposition,
    ...brief.services,
  ].join(' ');
}

/**
 * The items of a pack that fit this idea best: those that share words with it first, the others in an order of its
 * own. Items that hold a number which the person did not write are left out: on the page it would read as a fact.
 */
export function choose<T>(
  idea: IdeaVoice,
  slot: string,
  items: readonly T[],
  count: number,
  textOf: (item: T) => string,
): T[] {
  const said = new Set(contentStems(ideaText(idea), idea.language));
  const known = new Set(idea.reading.numbers);
  const honest = items.filter((item) => numbersIn(textOf(item)).every((number) => known.has(number)));
  const overlap = (item: T): number => {
    const stems = new Set(contentStems(textOf(item), idea.language));
    // Sharing one common word is chance; beyond that the closer item wins.
    return Math.max(0, [...stems].filter((stem) => said.has(stem)).length - 1);
  };
  return idea.variety.order(slot, honest, overlap).slice(0, count);
}
