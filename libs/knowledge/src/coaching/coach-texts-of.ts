import type { Language } from '../language.js';
import { ENGLISH_COACH } from './coach-texts.en.js';
import { FRENCH_COACH } from './coach-texts.fr.js';
import type { CoachTexts } from './coach-texts.js';

const COACH_TEXTS: Readonly<Record<Language, CoachTexts>> = { fr: FRENCH_COACH, en: ENGLISH_COACH };

/** What the coach says in that language. */
export const coachTexts = (language: Language): CoachTexts => COACH_TEXTS[language];
