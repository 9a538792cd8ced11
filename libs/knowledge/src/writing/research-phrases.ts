import type { Bilingual } from '../language.js';
import { upperFirst } from './prose.js';

type Said = readonly ((said: string, other: string) => string)[];

/** Wordings of the research, addressed to the entrepreneur; at least five of each. `said` is quoted or a noun phrase. */
export interface ResearchPhrases {
  /** `other`: who, with article. */
  readonly serveThem: Said;
  readonly beWhereTheyAre: Said;
  readonly showDifference: Said;
  readonly pricingModel: Said;
  readonly ownPrice: Said;
  readonly found: Said;
  readonly trust: Said;
  readonly places: Said;
  readonly languages: Said;
  readonly keepDifference: Said;
  readonly othersRemark: Said;
  readonly rivalWeakness: Said;
  readonly promiseKept: Said;
  readonly customerWatch: Said;
  readonly worthAsking: Said;
  /** The rivals that the person describes, where the trade knows no such kind. */
  readonly theOthers: readonly string[];
  readonly soon: readonly string[];
}

export const RESEARCH_PHRASES: Bilingual<ResearchPhrases> = {
  fr: {
    serveThem: [
      (said) => `Commencer par ceux dont vous connaissez le besoin : ${said}`,
      (said) => `Se faire connaître auprès d'un public précis : ${said}`,
      (said) => `Parler directement à vos clients les plus probables : ${said}`,
      (said) => `Gagner la confiance de ce public avant d'en chercher d'autres : ${said}`,
      (said) => `Bâtir l'offre autour de ces clients : ${said}`,
    ],
    beWhereTheyAre: [
      (said) => `Être présent là où vous dites trouver vos clients : ${said}`,
      (said) => `Ouvrir un contact simple sur les canaux que vous citez : ${said}`,
      (said) => `Mettre votre énergie dans vos canaux connus : ${said}`,
      (said) => `Répondre vite là où l'on vous cherche déjà : ${said}`,
      (said) => `Faire de ces canaux votre vitrine : ${said}`,
    ],
    showDifference: [
      (said) => `Montrer en image ce que vous faites autrement : ${said}`,
      (said) => `Faire de votre différence votre meilleur argument : ${said}`,
      (said) => `Mettre en avant, partout, ce point de votre idée : ${said}`,
      (said) => `Demander à vos clients de raconter ceci : ${said}`,
      (said) => `Transformer cette force en habitude visible : ${said}`,
    ],
    pricingModel: [
      (said) => `Façon habituelle de fixer le prix dans ce métier : ${said}.`,
      (said) => `Façon courante de facturer : ${said}.`,
      (said) => `Ce que l'on voit le plus souvent : ${said}.`,
      (said) => `Le modèle le plus répandu : ${said}.`,
      (said) => `Ce à quoi vos clients s'attendent sans doute : ${said}.`,
    ],
    ownPrice: [
      (said) => `Votre prix annoncé : ${said}.`,
      (said) => `Vous, vous annoncez ${said}.`,
      (said) => `Ce que vous avez écrit : ${said}.`,
      (said) => `Votre repère : ${said}.`,
      (said) => `De votre côté : ${said}.`,
    ],
    found: [
      (said) => `Vous dites où rencontrer vos clients : ${said}.`,
      (said) => `Canaux que vous citez : ${said}.`,
      (said) => `Vos clients sont joignables, selon vous, par : ${said}.`,
      (said) => `Lieux et canaux à privilégier d'après vos mots : ${said}.`,
      (said) => `Votre terrain de rencontre : ${said}.`,
    ],
    trust: [
      (said) => `Avant d'acheter, on regarde souvent ${said}.`,
      (said) => `Ce qui rassure dans ce métier : ${said}.`,
      (said) => `La confiance se gagne avec des choses visibles : ${said}.`,
      (said) => `Pensez à montrer ${said}.`,
      (said) => `Un client qui hésite cherche du regard ${said}.`,
    ],
    places: [
      (said) => `Vous parlez de lieux que vos clients reconnaissent : ${said}. Gardez-les dans vos textes.`,
      (said) => `Ces noms parlent à vos clients : ${said}.`,
      (said) => `Ancrez vos messages dans ce que vous citez : ${said}.`,
      (said) => `Le site gagne à nommer ${said}, comme vous le faites.`,
      (said) => `Repères locaux présents dans votre idée : ${said}.`,
    ],
    languages: [
      (said, other) => `${upperFirst(other)}, on parle notamment ${said}.`,
      (said, other) => `Langues à garder en tête ${other} : ${said}.`,
      (said, other) => `Un accueil dans plusieurs langues peut aider ${other} : ${said}.`,
      (said, other) => `${upperFirst(other)}, vos clients peuvent vous parler en ${said}.`,
      (said, other) => `Pensez aux langues parlées ${other} : ${said}.`,
    ],
    keepDifference: [
      (said) => `Gardez ceci bien visible : ${said}.`,
      (said) => `Répétez partout ce point fort : ${said}.`,
      (said) => `Voici votre meilleur argument, placez-le en tête : ${said}.`,
      (said) => `Montrez-le par une photo ou un message : ${said}.`,
      (said) => `Faites-en votre signature : ${said}.`,
    ],
    othersRemark: [
      (said) => `Vous remarquez chez les autres : ${said}. Dites ce que vous faites, sans les citer.`,
      (said) => `Votre constat sur les autres, ${said}, montre où vous pouvez faire mieux.`,
      (said) => `Là où vous écrivez ${said}, offrez l'inverse, simplement.`,
      (said) => `Servez-vous de ce manque : ${said}.`,
      (said) => `Ce défaut que vous voyez autour de vous, ${said}, est votre chance.`,
    ],
    rivalWeakness: [
      (said) => `selon vous : ${said}`,
      (said) => `votre constat : ${said}`,
      (said) => `vous écrivez : ${said}`,
      (said) => `d'après vous : ${said}`,
      (said) => `ce que vous observez : ${said}`,
    ],
    promiseKept: [
      (said) => `Tenir chaque jour ce que vous promettez : ${said}.`,
      (said) => `Ne jamais manquer à cette parole : ${said}.`,
      (said) => `Faire de cette promesse une habitude : ${said}.`,
      (said) => `Rester fidèle à votre offre : ${said}.`,
      (said) => `Vérifier à chaque client que la promesse est tenue : ${said}.`,
    ],
    customerWatch: [
      (said) => `Si ce que vous promettez n'est pas tenu, la confiance part vite : ${said}.`,
      (said) => `Une promesse forte se surveille : ${said}.`,
      (said) => `Votre engagement demande de l'organisation les jours chargés : ${said}.`,
      (said) => `Attention à pouvoir toujours tenir ceci : ${said}.`,
      (said) => `Le jour où ceci manque, le client s'en souvient : ${said}.`,
    ],
    worthAsking: [
      (said) => `à vérifier auprès de vos clients pour ${said}`,
      (said) => `demandez autour de vous, au sujet de ${said}`,
      (said) => `à observer sur place : ${said}`,
      (said) => `posez la question à vos clients : ${said}`,
      (said) => `regardez comment cela se passe pour ${said}`,
    ],
    theOthers: [
      'les autres, tels que vous les décrivez',
      'ceux dont vous parlez',
      'les concurrents que vous observez',
      'ceux que vos clients connaissent déjà',
      'les habitudes que vous voyez autour de vous',
    ],
    soon: [
      'dès maintenant',
      'dès le lancement',
      'tout de suite',
      'dans les prochaines semaines',
      'sans attendre',
    ],
  },
  en: {
    serveThem: [
      (said) => `Begin with the people whose need you know: ${said}`,
      (said) => `Become known to a precise public: ${said}`,
      (said) => `Speak straight to your most likely customers: ${said}`,
      (said) => `Win the trust of this public before looking for others: ${said}`,
      (said) => `Build the offer around these customers: ${said}`,
    ],
    beWhereTheyAre: [
      (said) => `Be present where you say your customers are: ${said}`,
      (said) => `Open a simple contact on the channels you mention: ${said}`,
      (said) => `Put your energy into the channels you know: ${said}`,
      (said) => `Answer fast where people already look for you: ${said}`,
      (said) => `Turn these channels into your shop window: ${said}`,
    ],
    showDifference: [
      (said) => `Show in pictures what you do differently: ${said}`,
      (said) => `Make your difference your best argument: ${said}`,
      (said) => `Put this point of your idea in front, everywhere: ${said}`,
      (said) => `Ask customers to tell others about this: ${said}`,
      (said) => `Turn this strength into a habit people can see: ${said}`,
    ],
    pricingModel: [
      (said) => `The usual way of pricing in this trade: ${said}.`,
      (said) => `A common way to charge: ${said}.`,
      (said) => `What is mostly seen: ${said}.`,
      (said) => `The most widespread model: ${said}.`,
      (said) => `What your customers probably expect: ${said}.`,
    ],
    ownPrice: [
      (said) => `Your stated price: ${said}.`,
      (said) => `You announce ${said}.`,
      (said) => `What you wrote: ${said}.`,
      (said) => `Your own mark: ${said}.`,
      (said) => `On your side: ${said}.`,
    ],
    found: [
      (said) => `You say where to meet your customers: ${said}.`,
      (said) => `Channels you mention: ${said}.`,
      (said) => `By your account, customers can be reached through: ${said}.`,
      (said) => `Places and channels to prefer, from your own words: ${said}.`,
      (said) => `Your meeting ground: ${said}.`,
    ],
    trust: [
      (said) => `Before they buy, people often look at ${said}.`,
      (said) => `What reassures in this trade: ${said}.`,
      (said) => `Trust grows from things that can be seen: ${said}.`,
      (said) => `Think of showing ${said}.`,
      (said) => `A customer who hesitates looks for ${said}.`,
    ],
    places: [
      (said) => `You name places that your customers know: ${said}. Keep them in your texts.`,
      (said) => `These names mean something to your customers: ${said}.`,
      (said) => `Root your messages in what you mention: ${said}.`,
      (said) => `The site gains by naming ${said}, as you do.`,
      (said) => `Local landmarks in your idea: ${said}.`,
    ],
    languages: [
      (said, other) => `People ${other} speak ${said}, among others.`,
      (said, other) => `Languages to keep in mind ${other}: ${said}.`,
      (said, other) => `A welcome in several languages can help ${other}: ${said}.`,
      (said, other) => `${upperFirst(other)}, customers may talk to you in ${said}.`,
      (said, other) => `Think of the languages spoken ${other}: ${said}.`,
    ],
    keepDifference: [
      (said) => `Keep this in plain sight: ${said}.`,
      (said) => `Repeat this strong point everywhere: ${said}.`,
      (said) => `Here is your best argument, place it at the top: ${said}.`,
      (said) => `Show it with a photo or a message: ${said}.`,
      (said) => `Make it your signature: ${said}.`,
    ],
    othersRemark: [
      (said) => `You notice about the others: ${said}. Say what you do, without naming them.`,
      (said) => `Your remark about the others, ${said}, shows where you can do better.`,
      (said) => `Where you write ${said}, simply offer the opposite.`,
      (said) => `Make use of this gap: ${said}.`,
      (said) => `This fault that you see around you, ${said}, is your chance.`,
    ],
    rivalWeakness: [
      (said) => `by your account: ${said}`,
      (said) => `your remark: ${said}`,
      (said) => `you wrote: ${said}`,
      (said) => `as you see it: ${said}`,
      (said) => `what you observe: ${said}`,
    ],
    promiseKept: [
      (said) => `Keep every day what you promise: ${said}.`,
      (said) => `Never break this word: ${said}.`,
      (said) => `Turn this promise into a habit: ${said}.`,
      (said) => `Stay true to your offer: ${said}.`,
      (said) => `Check with each customer that the promise was kept: ${said}.`,
    ],
    customerWatch: [
      (said) => `If the promise is not kept, trust leaves fast: ${said}.`,
      (said) => `A strong promise has to be watched: ${said}.`,
      (said) => `Your commitment takes planning on busy days: ${said}.`,
      (said) => `Make sure that you can always keep this: ${said}.`,
      (said) => `The day this is missing, the customer remembers: ${said}.`,
    ],
    worthAsking: [
      (said) => `to check with your customers about ${said}`,
      (said) => `ask around about ${said}`,
      (said) => `to observe on site: ${said}`,
      (said) => `put the question to your customers: ${said}`,
      (said) => `look at how it goes for ${said}`,
    ],
    theOthers: [
      'the others, as you describe them',
      'the people you write about',
      'the rivals you observe',
      'those your customers know already',
      'the habits you see around you',
    ],
    soon: ['right now', 'from the start', 'at once', 'in the coming weeks', 'without waiting'],
  },
};
