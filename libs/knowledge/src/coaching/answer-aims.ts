import { clauses, sentences, spanText } from '../reading/source-text.js';
import type { AnswerReading } from './answer-reading.js';
import { distinct, substanceOf, wordsIn } from './answer-substance.js';

/** What a business gets for itself when it grows. */
const ASSET =
  '(?:boutiques?|magasins?|succursales?|filiales?|agences?|points? de vente|salons?|restaurants?|restos?|hotels?|usines?|fermes?|ateliers?|entrepots?|depots?|camions?|camionnettes?|voitures?|vehicules?|motos?|taxis?|pick-?up|machines?|employe(?:e?s)?|ouvriers?|chauffeurs?|vendeu(?:rs?|ses?)|caissieres?|coiffeuses?|livreurs?|serveuses?|terrains?|villas?|batiments?|etages?|fauteuils|chambres|marque|show-?room|supermarche|poules|moutons|vaches|shops?|stores?|branch(?:es)?|outlets?|factor(?:y|ies)|farms?|bakery|supermarkets?|hotel|offices?|warehouses?|trucks?|lorr(?:y|ies)|vans?|cars?|buses|bikes?|kekes?|tractors?|workers?|staff|employees|drivers?|sales ?girls?|chairs|rooms|brand|mill|layers|goats|cows|machines|land|kiosks?|kiosques?|hectares?|acres|forage|borehole|production|plots?|malls?)(?![a-z])';
const OWNING =
  "(?<![a-z])(?:avoir|aur(?:ai|a|ons)|posse?d[a-z]*|ouvrir|acheter|construire|embauch[a-z]*|employ(?:er|ing)?|recrut[a-z]*|multipli[a-z]*|agrandir|doubl[a-z]*|tripl[a-z]*|creuser|drill|cloturer|fence|implant[a-z]*|have|has|(?:to|i|we|will|and) own|buy|open|(?:to|and) hire|hire \\d+|build|want|veux|my own|(?:ma|mon) propre)(?: [a-z0-9'-]+){0,4}?[ ,]+";
const GROWS = new RegExp(
  [
    OWNING + ASSET,
    "(?<![a-z])(?:pass(?:er?|era)|grow|move|go|going|growing) (?:from|de) (?:[a-z0-9']+ ){1,3}(?:a|to) ",
    "(?<![a-z])(?:devenir|devienne|become|becoming|etre|soit|to be|be) (?:(?:le|la|les|leur|the|their|parmi|among|number|numero|l'un|one)(?![a-z]) ?)+(?:[a-z]+ )?(?:premiere?s?|plus|seule?|meilleure?s?|grande?s?|first|biggest|best|largest|main|top|only|one|un|1|fournisseur|supplier|reference|leader)(?![a-z])",
    `^(?:(?:je |j'|i |we |on )?(?:vois|reve de|imagine|see|seeing|picture|dream of) )?(?:une?|an?|mon|ma|notre|my|our) (?:[a-z]+ ){0,3}${ASSET}[^.;]{0,40}?(?:avec|with|full|plein|sera|aura|will)(?![a-z])`,
    '(?<![a-z])(?:etre|be) (?:dans|in|a) (?:\\d+|[a-z]+) (?:villes|regions|pays|quartiers|towns|cities|regions|countries|states)',
    '(?<![a-z])(?:have|avoir) (?:the [a-z]+est|(?:la|le|les) plus) ',
    '(?<![a-z])(?:wears?|portent|portee?s? par) (?:my|mes|ma|mon|les stars)(?![a-z])',
    '(?<![a-z])(?:my|our|mon|ma|mes|nos|notre) [a-z]+ (?:(?:is|are|soit|soient) )?(?:in|on|dans|sur) (?:every|each|all|tou[a-z]+|chaque)(?![a-z])',
    '^etre presente?s? (?:a|en|dans) ',
    '(?<![a-z])(?:know my|connaiss?[a-z]* mon|(?:buy|acheter|achetent) (?:my|from me|mes|mon|chez moi)|export(?:er)? (?:to|vers|en))(?![a-z])',
  ].join('|'),
  'u',
);
/** Something is done for others, or changes for them. */
const FOR_OTHERS =
  /(?<![a-z])(?:pour (?!cent|mes |mon |ma |moi|[a-z]*(?:gagn|vend|agrandi))[a-z]|afin|so(?! far| many| much)|for (?!sale|rent|my |me|myself)|ou (?:les|on|l'on|chaque)|where|who|whose|qui|dont|run by|sans|without|former|aid(?:er|e|ons|ent)|help[a-z]*|teach[a-z]*|train(?:s|ing)?|appre?n[a-z]*|learn[a-z]*|instead|au lieu|a la place|not|arret[a-z]*|stop|plus (?:aucune?|jamais|besoin)|no (?:more|longer|child|mother|one)|buys? from|achet(?:e|era|ons) (?:aux|les|le)|pa(?:y[a-z]*|id)|earns?|gagnent|vivent)(?![a-z])/u;

const OWN_LIFE =
  /(?<![a-z])(?:(?:pay|payer|permettre|aider|nourrir|feed|help|support|for|pour|a) (?:my|mes|ma) (?:kids|children|family|siblings|parents|enfants|famille|freres)|(?:build|construire|buy|acheter|have|avoir) (?:a|an|une|my own|ma) (?:[a-z]+ )?(?:house|maison|villa))(?![a-z])/u;

/** Tells of more shops, staff, vehicles or fame of its own, or of its own life, and of nobody else who gains by it. */
export const growsItself = ({ source: { plain }, words }: AnswerReading): boolean =>
  (GROWS.test(plain) && !FOR_OTHERS.test(plain)) ||
  (OWN_LIFE.test(plain) && distinct(words, 'people', 'nameless').size === 0);

const PRICE =
  /(?<![a-z])(?:(?:moins|pas|peu) cher(?:e?s)?|prix|tarifs?|bon marche|remises?|reductions?|rabais|promos?|cheap(?:er|est)?|prices?|discounts?|costs? less|lowest|\d{1,9} ?% ?(?:off|less|de moins)|de moins|negociables?|(?:buy|achetee?s?) \d+|\d{1,9} achete[a-z]*|\d{2,9}[a-z ]{0,30} (?:au lieu|instead|contre|quand|when|while|alors que)[^,;.]{0,40} \d{2,})(?![a-z\d])/u;
/** Why it can be cheap, or how prices are dealt with: that is a practice and no number. */
const REASONED =
  /(?<![a-z])(?:parce|car|because|bcos|cos|since|puisque|grace|vu que|comme (?:je|on|nous)|thanks to|intermediaires?|middlem[ae]n|direct(?:ement|ly)?|straight from|moi[ -]meme|myself|ourselves|fix(?:e|es|ed)|affich[a-z]*|peinte?s?|painted|written|ecrite?s?|posted|seulement|only (?:if|when|after)|avant|before|apres|after|unless|meme si)(?![a-z])/u;
const FIGURE = /\d{2,}/u;
const ENOUGH_BESIDES = 2.5;

/** Sets itself apart by what it costs and by nothing else. */
export function restsOnPrice({ source, words }: AnswerReading): boolean {
  if (!PRICE.test(source.plain) || REASONED.test(source.plain)) return false;
  const besides = sentences(source)
    .flatMap((sentence) => clauses(source, sentence))
    .filter((clause) => {
      const text = spanText(source, clause);
      return !PRICE.test(text) && !FIGURE.test(text);
    });
  return substanceOf(besides.flatMap((clause) => wordsIn(words, clause))) < ENOUGH_BESIDES;
}

/** "On the menu", "a range of": what follows is a choice of goods. */
const CHOICE =
  /^(?:[a-z' ]{0,20} )?(?:au menu|menu|on the menu|(?:une? )?(?:large |grande? )?(?:gamme|choix|variete|assortiment)|an? (?:wide |large |full )?(?:range|choice|selection|variety)|vente|sale|sales|selling|location et vente)(?![a-z])/u;

/** Opens by naming a choice of goods. */
export const opensWithChoice = ({ source: { plain } }: AnswerReading): boolean => CHOICE.test(plain);

const GIVES =
  /^(?:[a-z]+ mission (?:is |est |c'est )?)?(?:(?:je|on|nous|i|we|to|d'|de) ?)?(?:veux |want to )?(?:offr[a-z]*|apport[a-z]*|fourni[a-z]*|propos[a-z]*|donn[a-z]*|giv[a-z]*|offer[a-z]*|provid[a-z]*|bring[a-z]*|sell[a-z]*|vend[a-z]*|suppl[a-z]*|serv[a-z]*|satisf[a-z]*|repond[a-z]*|combl[a-z]*|meet[a-z]*)(?![a-z])/u;
/** When, from where or in which manner, where the usual words for it are missing. */
const CIRCUMSTANCE =
  /(?<![a-z])(?:pendant|during|while|quand|when|from (?:an?|the|my|our)|sur (?:un|une|mon|ma)|on (?:an?|my)|by (?:an?|bike|boat)|en classe|overnight|\d{1,4} ?(?:am|pm|h)|every|chaque|tou[st]e?s? les)(?![a-z])/u;

/** Goods for somebody, and no word of how they come about. */
export const givesOnly = ({ source: { plain } }: AnswerReading): boolean =>
  GIVES.test(plain.trimStart()) && !CIRCUMSTANCE.test(plain);

const BOAST =
  /(?<![a-z])(?:uniques?|original(?:e?s)?|originaux|one of a kind|(?:le|la|les) meilleure?s?|(?:the|our) best|best|(?:le|la|les) plus bel[a-z]*|(?:sont|est|are|is) (?:tres |very )?(?:bel(?:le)?s?|beaux|jolie?s?|beautiful|nice|pretty)|beaute|beauty)(?![a-z])/u;
const COMPARED =
  /(?<![a-z])(?:autres?|others?|concurrents?|competitors?|ailleurs|elsewhere|contrairement|unlike|instead|au lieu|pas|jamais|never|not|no|sans|without|only|seule?s?|because|parce|car)(?![a-z])/u;

/** Says that something is the finest or the only one of its kind, compared with nothing. */
export const boasts = ({ source: { plain } }: AnswerReading): boolean =>
  BOAST.test(plain) && !COMPARED.test(plain);

const BEING =
  /^(?:to |d')?(?:etre|be|become|devenir) |^(?:our|my|nos|mes|notre|mon|ma) (?:[a-z]+ ){1,2}(?:are|is|sont|est) (?!(?:a|de|d'|to|que|that) )/u;
const DOING = /(?<![a-z])(?:je|j'|on|nous|i|we) [a-z]/u;

/** Tells what the business or its goods are, and no work. */
export const tellsBeing = (reading: AnswerReading): boolean =>
  boasts(reading) || (BEING.test(reading.source.plain) && !DOING.test(reading.source.plain));
