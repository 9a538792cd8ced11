import type { Bilingual } from '../language.js';

export const TEMPLATE_IDS = [
  'restaurant-modern',
  'restaurant-traditional',
  'fast-food',
  'beauty-salon',
  'barber-shop',
  'spa-wellness',
  'shop-modern',
  'marketplace',
  'boutique',
  'professional-services',
  'consulting',
  'maintenance',
  'crafts-traditional',
  'art-gallery',
  'workshop',
] as const;
export type TemplateId = (typeof TEMPLATE_IDS)[number];

export interface TemplateEntry {
  readonly id: TemplateId;
  readonly name: Bilingual;
  readonly category: string;
  /** What the page builder's template brings with it; stable names. */
  readonly features: readonly string[];
  /** Folded beginnings of words with which an idea asks for it. */
  readonly words: readonly string[];
}

const words = (list: string): readonly string[] => list.trim().split(/\s+/u);

/** The page builder's templates. Source: the template categories of the former service. */
export const TEMPLATES: readonly TemplateEntry[] = [
  {
    id: 'restaurant-modern',
    name: { fr: 'Restaurant moderne', en: 'Modern restaurant' },
    category: 'restaurant',
    features: ['menu', 'table_booking', 'gallery', 'opening_hours', 'map'],
    words: words('modern gastronom fusion lounge terras brunch chef bistro rooftop bar'),
  },
  {
    id: 'restaurant-traditional',
    name: { fr: 'Restaurant traditionnel', en: 'Traditional restaurant' },
    category: 'restaurant',
    features: ['menu', 'story', 'daily_dishes', 'opening_hours', 'map'],
    words: words(
      'tradition maquis terroir village famil grandm mamie heritage authenti attieke foutou fufu thieb mafe garba',
    ),
  },
  {
    id: 'fast-food',
    name: { fr: 'Restauration rapide', en: 'Fast food' },
    category: 'restaurant',
    features: ['menu', 'quick_order', 'delivery', 'promotions', 'whatsapp_order'],
    words: words(
      'fast burger sandwich shawarma chawarma pizza tacos snack emporter takeaway rapid minute livrai livre deliver',
    ),
  },
  {
    id: 'beauty-salon',
    name: { fr: 'Salon de beauté', en: 'Beauty salon' },
    category: 'salon',
    features: ['appointment', 'services_prices', 'gallery', 'team', 'map'],
    words: words(
      'coiffure coiffeuse beaut tress tresse braid ongle nail manucure maquill makeup hair cheveu',
    ),
  },
  {
    id: 'barber-shop',
    name: { fr: 'Barbier', en: 'Barber shop' },
    category: 'salon',
    features: ['appointment', 'services_prices', 'team', 'opening_hours', 'map'],
    words: words('barbe barbi rasage shave shaving fade beard degrade'),
  },
  {
    id: 'spa-wellness',
    name: { fr: 'Spa et bien-être', en: 'Spa and wellness' },
    category: 'salon',
    features: ['appointment', 'treatments', 'gallery', 'gift_cards', 'map'],
    words: words('spa massage wellness wellbeing hammam sauna relax detente soin facial gommage'),
  },
  {
    id: 'shop-modern',
    name: { fr: 'Boutique en ligne moderne', en: 'Modern online shop' },
    category: 'commerce',
    features: ['catalogue', 'product_pages', 'cart', 'delivery', 'whatsapp_order'],
    words: words('ligne online ecommerce catalogue electroni telephon phone gadget commande order panier'),
  },
  {
    id: 'marketplace',
    name: { fr: 'Place de marché', en: 'Marketplace' },
    category: 'commerce',
    features: ['catalogue', 'sellers', 'search', 'categories', 'delivery'],
    words: words(
      'marketplace plateforme platform vendeur vendeuse seller vendor producteur producer cooperati groupement',
    ),
  },
  {
    id: 'boutique',
    name: { fr: 'Boutique', en: 'Boutique' },
    category: 'commerce',
    features: ['catalogue', 'lookbook', 'new_arrivals', 'opening_hours', 'map'],
    words: words(
      'boutique mode fashion vetement cloth createur creatrice parfum cosmet chaussure shoe wax bijou jewel',
    ),
  },
  {
    id: 'professional-services',
    name: { fr: 'Services professionnels', en: 'Professional services' },
    category: 'services',
    features: ['services', 'team', 'references', 'quote_request', 'contact_form'],
    words: words(
      'cabinet juridi avocat lawyer compta account notaire notary agence agency assuranc insuranc clini ecole school',
    ),
  },
  {
    id: 'consulting',
    name: { fr: 'Conseil', en: 'Consulting' },
    category: 'services',
    features: ['services', 'method', 'case_studies', 'appointment', 'articles'],
    words: words('consult conseil strateg coach accompagn audit mentor advis'),
  },
  {
    id: 'maintenance',
    name: { fr: 'Dépannage et entretien', en: 'Repair and maintenance' },
    category: 'services',
    features: ['services', 'emergency_call', 'service_area', 'quote_request', 'opening_hours'],
    words: words(
      'maintenance repar repair depann plomb plumb electric climatis garage mecani mechani nettoy clean entretien',
    ),
  },
  {
    id: 'crafts-traditional',
    name: { fr: 'Artisanat traditionnel', en: 'Traditional crafts' },
    category: 'artisanat',
    features: ['gallery', 'story', 'creations', 'custom_orders', 'map'],
    words: words(
      'tradition tissage tisse weave weaving poter pottery vanner basket bogolan kente heritage ancestr teintur pagne',
    ),
  },
  {
    id: 'art-gallery',
    name: { fr: 'Galerie d’art', en: 'Art gallery' },
    category: 'artisanat',
    features: ['gallery', 'artist_pages', 'exhibitions', 'enquiries', 'map'],
    words: words(
      'galerie gallery peintr peintu painter painting tableau sculpt exposition exhibition artist art',
    ),
  },
  {
    id: 'workshop',
    name: { fr: 'Atelier', en: 'Workshop' },
    category: 'artisanat',
    features: ['creations', 'custom_orders', 'process', 'quote_request', 'map'],
    words: words(
      'atelier workshop coutur sewing tailleur tailor menuis carpent soudu welding meuble furnitur mesure bespoke forge ferronn',
    ),
  },
];

export const THEME_IDS = ['nova', 'savor', 'luxe', 'impact', 'craft'] as const;
export type ThemeId = (typeof THEME_IDS)[number];

/** Type families of each theme: headings first. */
export const THEME_FONTS: Readonly<Record<ThemeId, readonly string[]>> = {
  nova: ['Inter'],
  savor: ['Playfair Display', 'Lato'],
  luxe: ['Cormorant Garamond', 'Montserrat'],
  impact: ['Merriweather', 'Open Sans'],
  craft: ['Syne', 'Work Sans'],
};

/** The tone of a brief that asks for another theme than the trade's usual one. */
export const THEME_WORDS: readonly (readonly [theme: ThemeId, words: readonly string[]])[] = [
  ['luxe', words('luxe luxur luxueux prestig premium exclusi raffin')],
  ['impact', words('ong ngo associati solidai charit humanita benevol volunteer')],
];
