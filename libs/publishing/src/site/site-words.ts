import type { Bilingual } from '@genesis/knowledge';

/** What a page says besides the texts of the brief. */
export interface SiteWords {
  readonly languageName: string;
  readonly skipToContent: string;
  readonly navigation: string;
  readonly languages: string;
  readonly home: string;
  readonly about: string;
  readonly services: string;
  readonly contact: string;
  readonly ourServices: string;
  readonly ourValues: string;
  readonly whyUs: string;
  readonly goodFor: string;
  readonly price: string;
  readonly address: string;
  readonly hours: string;
}

export const SITE_WORDS: Bilingual<SiteWords> = {
  fr: {
    languageName: 'Français',
    skipToContent: 'Aller au contenu',
    navigation: 'Navigation principale',
    languages: 'Langues',
    home: 'Accueil',
    about: 'À propos',
    services: 'Services',
    contact: 'Contact',
    ourServices: 'Nos services',
    ourValues: 'Nos valeurs',
    whyUs: 'Pourquoi nous choisir',
    goodFor: 'Pour :',
    price: 'Prix :',
    address: 'Adresse',
    hours: 'Horaires',
  },
  en: {
    languageName: 'English',
    skipToContent: 'Skip to content',
    navigation: 'Main navigation',
    languages: 'Languages',
    home: 'Home',
    about: 'About',
    services: 'Services',
    contact: 'Contact',
    ourServices: 'Our services',
    ourValues: 'Our values',
    whyUs: 'Why choose us',
    goodFor: 'Good for:',
    price: 'Price:',
    address: 'Address',
    hours: 'Hours',
  },
};
