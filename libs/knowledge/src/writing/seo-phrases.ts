import type { Bilingual } from '../language.js';
import { atTown as to, withDe as of } from './french-voice.js';

type Line = readonly ((name: string, within: string, said: string) => string)[];

/**
 * Wordings for search results and local listings; at least five of each. `within` is "à Dakar" or empty, `said` the
 * person's words that the line is built around.
 */
export interface SeoPhrases {
  readonly servicesHeading: Line;
  readonly whoHeading: Line;
  readonly differenceHeading: Line;
  readonly priceHeading: Line;
  readonly contactHeading: Line;
  /** Short sentences that complete a description. */
  readonly invite: Line;
  readonly categoryTip: Line;
  readonly photoTip: Line;
  readonly descriptionTip: Line;
  readonly servicesTip: Line;
  readonly reviewTip: Line;
  readonly contactTip: Line;
  readonly placeTip: Line;
  readonly citations: Line;
}

export const SEO_PHRASES: Bilingual<SeoPhrases> = {
  fr: {
    servicesHeading: [
      (name, _within, said) => `Ce que fait ${name} : ${said}`,
      (_name, within, said) => `Nos services ${within} : ${said}`,
      (_name, _within, said) => `Vous pouvez demander : ${said}`,
      (name, _within, said) => `${name} vous propose : ${said}`,
      (_name, within, said) => `À votre service ${within} : ${said}`,
    ],
    whoHeading: [
      (_name, _within, said) => `Pour ${said}`,
      (name, _within, said) => `${name}, pour ${said}`,
      (_name, _within, said) => `Un service pensé pour ${said}`,
      (_name, _within, said) => `Nous travaillons pour ${said}`,
      (_name, _within, said) => `Fait pour ${said}`,
    ],
    differenceHeading: [
      (_name, _within, said) => said,
      (name, _within, said) => `Pourquoi ${name} : ${said}`,
      (_name, _within, said) => `Notre différence : ${said}`,
      (_name, _within, said) => `Ce qui change ici : ${said}`,
      (name, _within, said) => `${name}, autrement : ${said}`,
    ],
    priceHeading: [
      (_name, _within, said) => `Nos prix : ${said}`,
      (_name, _within, said) => `Combien cela coûte : ${said}`,
      (name, _within, said) => `Tarif chez ${name} : ${said}`,
      (_name, _within, said) => `Un prix annoncé : ${said}`,
      (_name, _within, said) => `Ce que vous payez : ${said}`,
    ],
    contactHeading: [
      (name, within) => `Contacter ${name} ${within}`,
      (name, within) => `Écrire ${to(name)} ${within}`,
      (name, within) => `Trouver ${name} ${within}`,
      (name, within) => `Joindre ${name} ${within}`,
      (name, within) => `Parler avec ${name} ${within}`,
    ],
    invite: [
      (name) => `Écrivez ${to(name)}.`,
      () => 'Posez votre question.',
      (_name, within) => `Contactez-nous ${within}.`,
      () => 'Demandez conseil.',
      (name, within) => `${name} vous attend ${within}.`,
      () => "Dites-nous ce qu'il vous faut.",
      (name, within) => `Prenez contact avec ${name} ${within}.`,
      () => 'Parlons-en ensemble.',
    ],
    categoryTip: [
      (name, _within, said) =>
        `Dans la fiche Google ${of(name)}, choisissez la catégorie la plus proche de : ${said}.`,
      (_name, _within, said) =>
        `Fiche Google : prenez une catégorie précise, par exemple ${said}, pas une catégorie vague.`,
      (name, within, said) => `Inscrivez ${name} ${within} dans une catégorie qui dit bien « ${said} ».`,
      (_name, _within, said) =>
        `Écrivez « ${said} » comme activité principale de votre fiche d'établissement.`,
      (_name, within, said) => `Votre catégorie doit répondre à une recherche comme « ${said} ${within} ».`,
    ],
    photoTip: [
      (_name, _within, said) => `Ajoutez des photos prises par vous qui montrent ${said}.`,
      (_name, _within, said) => `Une photo par semaine suffit pour montrer ${said}.`,
      (name, _within, said) => `Montrez en image ce que fait ${name} : ${said}.`,
      (_name, _within, said) => `Photographiez votre travail à la lumière du jour : ${said}.`,
      (_name, within, said) => `Vos propres photos ${within} valent mieux qu'une image achetée : ${said}.`,
    ],
    descriptionTip: [
      (_name, _within, said) => `Reprenez dans la description votre phrase à vous : ${said}.`,
      (name, _within, said) => `Pour présenter ${name}, gardez vos mots : ${said}.`,
      (_name, _within, said) => `Commencez la description par ce que le client obtient : ${said}.`,
      (_name, _within, said) => `Votre texte de présentation est déjà là : ${said}.`,
      (_name, _within, said) => `Dites d'abord l'essentiel : ${said}.`,
    ],
    servicesTip: [
      (_name, _within, said) => `Créez une ligne par service dans la fiche : ${said}.`,
      (_name, _within, said) => `Remplissez la rubrique des services avec ${said}.`,
      (name, _within, said) => `Listez tout ce que propose ${name} : ${said}.`,
      (_name, _within, said) => `Chaque service mérite sa description : ${said}.`,
      (_name, _within, said) => `N'oubliez aucun service : ${said}.`,
    ],
    reviewTip: [
      (name) => `Demandez un avis sur ${name} à un client content, le jour même, et répondez à chacun.`,
      (name) => `Après chaque travail réussi, envoyez le lien d'avis ${of(name)} par WhatsApp.`,
      (name, within) =>
        `Les avis écrits par de vrais clients ${within} feront connaître ${name} ; remerciez toujours.`,
      (name) => `Invitez les clients à raconter leur passage chez ${name} avec leurs mots.`,
      (name) => `Répondez poliment à tous les avis laissés ${to(name)}, même aux plus durs.`,
    ],
    contactTip: [
      (name) => `Gardez le même nom, ${name}, et le même numéro partout.`,
      (name) => `Écrivez toujours ${name} de la même façon, sur la fiche, sur Facebook et sur l'enseigne.`,
      (name) => `Mettez à jour les horaires ${of(name)} les jours de fête.`,
      (name) => `Activez les messages pour que l'on puisse écrire ${to(name)} depuis la fiche.`,
      (name) => `Vérifiez que le numéro affiché pour ${name} répond bien.`,
    ],
    placeTip: [
      (_name, _within, said) => `Nommez les lieux que vos clients connaissent : ${said}.`,
      (_name, _within, said) => `Indiquez la zone où vous travaillez : ${said}.`,
      (name, _within, said) => `Placez ${name} sur la carte, avec des repères comme ${said}.`,
      (_name, _within, said) => `Dans vos publications, citez ${said}.`,
      (_name, _within, said) => `Vos zones à déclarer : ${said}.`,
    ],
    citations: [
      (name) => `Fiche d'établissement Google au nom ${of(name)}`,
      (name, within) => `Page Facebook ${name} ${within}`,
      (name) => `Catalogue WhatsApp Business ${of(name)}`,
      (name, within) => `Groupes et annuaires de quartier ${within}, avec le nom ${name}`,
      (name) => `Compte Instagram ou TikTok au nom ${of(name)}`,
      (name, within) => `Annuaire de la mairie ou de la chambre de métiers ${within} pour ${name}`,
    ],
  },
  en: {
    servicesHeading: [
      (name, _within, said) => `What ${name} does: ${said}`,
      (_name, within, said) => `Our services ${within}: ${said}`,
      (_name, _within, said) => `You can ask for: ${said}`,
      (name, _within, said) => `${name} offers: ${said}`,
      (_name, within, said) => `At your service ${within}: ${said}`,
    ],
    whoHeading: [
      (_name, _within, said) => `For ${said}`,
      (name, _within, said) => `${name}, for ${said}`,
      (_name, _within, said) => `Made for ${said}`,
      (_name, _within, said) => `We work for ${said}`,
      (_name, _within, said) => `Meant for ${said}`,
    ],
    differenceHeading: [
      (_name, _within, said) => said,
      (name, _within, said) => `Why ${name}: ${said}`,
      (_name, _within, said) => `Our difference: ${said}`,
      (_name, _within, said) => `What changes here: ${said}`,
      (name, _within, said) => `${name} does it this way: ${said}`,
    ],
    priceHeading: [
      (_name, _within, said) => `Our prices: ${said}`,
      (_name, _within, said) => `What it costs: ${said}`,
      (name, _within, said) => `Prices at ${name}: ${said}`,
      (_name, _within, said) => `The price: ${said}`,
      (_name, _within, said) => `What you pay: ${said}`,
    ],
    contactHeading: [
      (name, within) => `Contact ${name} ${within}`,
      (name, within) => `Write to ${name} ${within}`,
      (name, within) => `Find ${name} ${within}`,
      (name, within) => `Reach ${name} ${within}`,
      (name, within) => `Talk to ${name} ${within}`,
    ],
    invite: [
      (name) => `Write to ${name}.`,
      () => 'Ask your question.',
      (_name, within) => `Contact us ${within}.`,
      () => 'Ask for advice.',
      (name, within) => `${name} is here for you ${within}.`,
      () => 'Tell us what you need.',
      (name, within) => `Get in touch with ${name} ${within}.`,
      () => 'Let us talk about it.',
    ],
    categoryTip: [
      (name, _within, said) => `On the Google profile of ${name}, pick the category closest to: ${said}.`,
      (_name, _within, said) => `Google profile: take a precise category such as ${said}, not a vague title.`,
      (name, within, said) => `List ${name} ${within} under a category that says “${said}”.`,
      (_name, _within, said) => `Write “${said}” as the main activity of your business profile.`,
      (_name, within, said) => `Your category should answer a search like “${said} ${within}”.`,
    ],
    photoTip: [
      (_name, _within, said) => `Add photos you took yourself that show ${said}.`,
      (_name, _within, said) => `A photo a week is enough to show ${said}.`,
      (name, _within, said) => `Show in pictures what ${name} does: ${said}.`,
      (_name, _within, said) => `Photograph your work by daylight: ${said}.`,
      (_name, within, said) => `Your own photos ${within} beat a bought picture: ${said}.`,
    ],
    descriptionTip: [
      (_name, _within, said) => `Use your own sentence in the description: ${said}.`,
      (name, _within, said) => `To present ${name}, keep your words: ${said}.`,
      (_name, _within, said) => `Begin the description with what the customer gets: ${said}.`,
      (_name, _within, said) => `Your introduction is already written: ${said}.`,
      (_name, _within, said) => `Say the main thing at the top: ${said}.`,
    ],
    servicesTip: [
      (_name, _within, said) => `Make a line for each service in the profile: ${said}.`,
      (_name, _within, said) => `Fill the list of services with ${said}.`,
      (name, _within, said) => `List everything ${name} offers: ${said}.`,
      (_name, _within, said) => `Each service deserves its description: ${said}.`,
      (_name, _within, said) => `Leave no service out: ${said}.`,
    ],
    reviewTip: [
      (name) => `Ask a happy customer to review ${name} the same day, and answer each review.`,
      (name) => `After each job well done, send the review link of ${name} by WhatsApp.`,
      (name, within) => `Reviews by real customers ${within} will make ${name} known; always say thank you.`,
      (name) => `Invite customers to tell about ${name} in their own words.`,
      (name) => `Answer every review left for ${name} politely, even the hard ones.`,
    ],
    contactTip: [
      (name) => `Keep the same name, ${name}, and the same number everywhere.`,
      (name) => `Always spell ${name} the same way on the profile, on Facebook and on the sign.`,
      (name) => `Update the hours of ${name} on public holidays.`,
      (name) => `Turn on messages so that people can write to ${name} from the profile.`,
      (name) => `Check that the number shown for ${name} is answered.`,
    ],
    placeTip: [
      (_name, _within, said) => `Name the places your customers know: ${said}.`,
      (_name, _within, said) => `State the area where you work: ${said}.`,
      (name, _within, said) => `Put ${name} on the map with landmarks like ${said}.`,
      (_name, _within, said) => `Mention ${said} in your posts.`,
      (_name, _within, said) => `Areas to declare: ${said}.`,
    ],
    citations: [
      (name) => `Google Business Profile under the name ${name}`,
      (name, within) => `Facebook page ${name} ${within}`,
      (name) => `WhatsApp Business catalogue of ${name}`,
      (name, within) => `Neighbourhood groups and directories ${within} with the name ${name}`,
      (name) => `Instagram or TikTok account under the name ${name}`,
      (name, within) => `Listing of ${name} with the town hall or the traders' association ${within}`,
    ],
  },
};
