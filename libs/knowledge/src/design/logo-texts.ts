import type { Bilingual } from '../language.js';

interface LogoTexts {
  readonly dos: (colours: { readonly letters: string; readonly ground: string }) => string[];
  readonly donts: readonly string[];
  readonly clearSpace: string;
  readonly drawnByRule: string;
  readonly coloursByRule: string;
  readonly guidelinesByRule: string;
}

/** What is said about the logo: advice on its use, and where drawing and colours come from. */
export const LOGO_TEXTS: Bilingual<LogoTexts> = {
  fr: {
    dos: ({ letters, ground }) => [
      `Sur fond blanc ou clair, utilisez le logo principal : ses lettres sont en ${letters}.`,
      `Sur fond sombre ou sur une photo, utilisez la version inversée : son fond est en ${ground}.`,
      'Pour une photo de profil ou l’icône du site, utilisez le symbole seul.',
      'Sur écran, ne descendez pas sous 64 pixels de haut pour le logo et 32 pixels pour le symbole.',
    ],
    donts: [
      'N’étirez pas le logo et ne changez pas ses proportions.',
      'Ne changez pas les couleurs du nom ou du symbole.',
      'N’ajoutez ni ombre, ni contour, ni dégradé.',
      'Ne posez pas le logo principal sur un fond chargé ou sombre.',
    ],
    clearSpace: 'Laissez tout autour du logo un vide égal au quart de la hauteur du symbole.',
    drawnByRule:
      'Dessin fait par nos règles : un symbole du métier choisi d’après le nom et l’offre, et le nom en lettres.',
    coloursByRule:
      'Couleurs du métier, corrigées pour que lettres et symbole restent lisibles (contraste d’au moins 4,5).',
    guidelinesByRule: 'Conseils d’usage courants pour un logo.',
  },
  en: {
    dos: ({ letters, ground }) => [
      `On white or light grounds use the main logo: its letters are ${letters}.`,
      `On dark grounds or photos use the inverse version: its ground is ${ground}.`,
      'For a profile picture or the site’s icon use the symbol alone.',
      'On screens keep the logo at least 64 pixels high and the symbol at least 32 pixels.',
    ],
    donts: [
      'Do not stretch the logo or change its proportions.',
      'Do not change the colours of the name or the symbol.',
      'Do not add shadows, outlines or gradients.',
      'Do not put the main logo on a busy or dark ground.',
    ],
    clearSpace: 'Leave a space all around the logo that equals a quarter of the symbol’s height.',
    drawnByRule:
      'Drawn by our rules: a symbol of the trade chosen by the name and the offer, and the name in letters.',
    coloursByRule:
      'Colours of the trade, corrected so that letters and symbol stay legible (contrast of at least 4.5).',
    guidelinesByRule: 'Usual advice for the use of a logo.',
  },
};
