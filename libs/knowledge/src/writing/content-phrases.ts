import type { Language } from '../language.js';
import { ENGLISH_CONTENT } from './content-phrases.en.js';
import { FRENCH_CONTENT } from './content-phrases.fr.js';
import type { ContentPhrases, ValueTheme } from './content-wording.js';

export const CONTENT_PHRASES: Readonly<Record<Language, ContentPhrases>> = {
  fr: FRENCH_CONTENT,
  en: ENGLISH_CONTENT,
};

/** Words that show a theme; tried in this order on each of the person's sentences. */
export const THEME_SIGNS: readonly (readonly [ValueTheme, RegExp])[] = [
  ['guarantee', /garanti|rembours|rempla[cç]|repris|échang|offert|rabot|se rend|gratuit|refund|guarantee|pay back|paid for|credited|swap|free\b|returns/iu],
  ['proof', /photo|film|vidéo|reçu|écrit|carnet|fiche|pesé|signé|relev|receipt|video|written|write|proof|report|sheet|print|card|record|photograph/iu],
  ['learning', /appren|enseign|form(?:é|ons|er)|école|cours|lecture|teach|train|learn|lesson|class|apprentice/iu],
  ['time', /délai|retard|heure|jour|minute|avant|matin|soir|semaine|rendez-vous|hour|minute|same day|before|dawn|morning|week|month|evening|time/iu],
  ['fresh', /frais|fraîche|sans sucre|légume|poisson|cueill|propre|fresh|picked|raw|clean|leaves/iu],
  ['safety', /sûr|sécur|tranquill|carte d['’]identité|safe|afraid|test|check|wound/iu],
  ['language', /langue|mooré|dioula|baoulé|lingala|wolof|bambara|swahili|tamasheq|kinyarwanda|language/iu],
  ['craft', /main\b|bois|teck|tiss|coton|couture|tressons|cousons|brod|hand|weav|dye|wood|bead|indigo|cook/iu],
  ['care', /soin|soign|santé|conseil|suivi|accompagn|care|heal|health|follow|help/iu],
  ['price', /prix|FCFA|francs?\b|crédit|payer|paie|naira|shilling|cedi|price|pay|cost/iu],
  ['nearness', /à domicile|chez (?:vous|elles|eux|lui)|quartier|sur place|au stand|au marché|at home|on site|neighbour|counter|at school|door/iu],
  ['local', /village|local|d['’]ici|du pays|région|femmes|jeunes|enfants|familles|mothers|women|children|families|farmers|local/iu],
];
