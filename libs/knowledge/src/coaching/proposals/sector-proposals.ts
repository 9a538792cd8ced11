import type { Bilingual } from '../../language.js';
import type { CoachingStep } from '../coaching-step.js';
import type { ProposalStyle } from '../coach-texts.js';

/**
 * Answers that somebody of the trade could adopt with a click, one per step and style. Editorial: they tell what a
 * person does, wants or promises, never a figure, a name or a past that the person may not have.
 *
 * A slot names what stands there when it is known, then what stands there otherwise:
 * `{à|dans mon quartier}` is "à Dakar" or "dans mon quartier", `{In|In my area}` is "In Lagos" or "In my area",
 * `{country|dans mon pays}` is "au Sénégal", `{name|mon atelier}` the name of the business, put only where neither
 * gender nor elision depends on it.
 *
 * The texts of one style belong to one business: taken together, the five answers agree with each other.
 */
export type SectorProposals = Readonly<
  Record<CoachingStep, Bilingual<Readonly<Record<ProposalStyle, string>>>>
>;
