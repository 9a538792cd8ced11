import type { Language } from '../language.js';
import { ENGLISH_CONTENT } from './content-phrases.en.js';
import { FRENCH_CONTENT } from './content-phrases.fr.js';
import type { ContentPhrases, ValueTheme } from './content-wording.js';

export const CONTENT_PHRASES: Readonly<Record<Language, ContentPhrases>> = {
  fr: FRENCH_CONTENT,
  en: ENGLISH_CONTENT,
};

/** Beginnings of words that show a theme; tried in this order on each of the person's sentences. */
export const THEME_SIGNS: readonly (readonly [ValueTheme, RegExp])[] = (
  [
    [
      'guarantee',
      'garanti|rembours|remplacé|repris|échangé|offert|rabot|se rend|gratuit|refund|guarantee|pay back|paid for|credited|swap|free\\b|returns|replaced|sewn again',
    ],
    [
      'proof',
      'photo|film|vidéo|reçu\\b|écrit|carnet|fiche|pesé|signé|relevé|receipt|video|written|write|proof|report|test sheet|print|pattern card|record',
    ],
    ['learning', 'appren|enseign|formons|formé|école|leçon|teach|train|learn|lesson|apprentice'],
    [
      'time',
      'délai|retard|heures?\\b|minute|avant \\p{N}|rendez-vous|le jour même|hour|minute|same day|before \\p{N}|dawn|on time|sunrise|late\\b',
    ],
    [
      'fresh',
      'frais|fraîche|sans sucre|cueill|propres?\\b|neuve|fresh|picked|raw\\b|clean(?!ers?)|never heat',
    ],
    ['safety', 'sûrs?\\b|sécur|tranquill|carte d.identité|safe|afraid|broken|wound'],
    [
      'language',
      'langue|mooré|dioula|baoulé|lingala|wolof|bambara|tamasheq|kinyarwanda|language|english|translat',
    ],
    [
      'craft',
      'à la main|bois|teck|tiss|coton|couture|tress|couds|cousons|brod|cuisin|by hand|weav|dye|wood|bead|indigo|cook|hand-',
    ],
    ['care', 'soign|soins?\\b|santé|conseil|suivi|accompagn|heal|health|follow|call every'],
    ['price', 'prix|FCFA|francs?\\b|crédit|payer|naira|shilling|cedi|price|pay\\b|cost'],
    [
      'nearness',
      'à domicile|chez vous|quartier|au stand|au marché|maison|at home|on site|neighbour|counter|at school|door',
    ],
    [
      'local',
      'village|local|du pays|femmes|jeunes|enfants|familles|mères|women|mothers|children|families|farmers',
    ],
  ] as const
).map(
  ([theme, beginnings]) =>
    [theme, new RegExp(`(?<!\\p{L})(?:${beginnings.replaceAll('\\b', '(?!\\p{L})')})`, 'iu')] as const,
);
