import { describe, expect, it } from '@jest/globals';
import { assessSubstance, type Cue } from './assess-substance.js';
import { aBrief, EXAMPLE_IDS, exampleIdea } from './example-ideas.fixture.js';

/** The cues of one text, wherever it is written. */
const cuesOf = (text: string): readonly Cue[] =>
  assessSubstance(aBrief({ mission: text })).texts[1]?.cues ?? [];

const VAGUE = [
  "gagner de l'argent",
  'vendre des choses',
  'tout le monde',
  'bonne qualité, bon prix',
  'plusieurs produits',
  'devenir riche',
  'être le meilleur du pays',
  'satisfaire nos clients',
  'offrir des services de qualité à tous',
  'des produits innovants et modernes',
  'les gens qui veulent de la qualité',
  'nous servons nos clients avec passion',
  'service rapide et pas cher',
  'qualité garantie',
  'dans cinq ans je veux être riche',
  'leader du marché africain',
  'aider les gens',
  "un large choix d'articles",
  'notre équipe est professionnelle et motivée',
  'tous ceux qui ont besoin de nos produits',
  'make money',
  'sell things',
  'everybody',
  'good quality, good price',
  'many products',
  'be the best in the business',
  'we satisfy our customers',
  'people who want quality',
  'we offer great service to everyone',
  'the best solutions for your needs',
  'in five years we want to be rich',
  'quality guaranteed',
  'cheap and fast',
  'a wide range of items',
  'help people live better',
  'all ages, all people',
  'our team is passionate',
  'to be a leading company',
  'VENDRE DES PRODUITS DE QUALITE',
  'avoir du succès chaque jour',
  'satisfaction garantie à 100 %',
  'we are different because we are better',
  "Je veux ouvrir une boutique et gagner beaucoup d'argent",
  'Devenir la référence en Afrique',
  'Nous voulons satisfaire les besoins de nos clients en offrant des produits de qualité supérieure à des prix défiant toute concurrence',
  'We strive to deliver excellence and innovation every day',
  'Tous les clients du monde entier',
  'Nous sommes les meilleurs et nous travaillons dur',
  'On fait tout pour nos clients',
  'Our customers are people of all ages who love quality',
  "Notre différence c'est la qualité et le sérieux",
  'nous sommes honnêtes et sérieux',
  'we care about our customers and work hard',
  'hommes, femmes et enfants',
  'men and women',
  'jeunes et vieux',
  'bonjour',
  'test',
  'asdf qwer zxcv',
  'lorem ipsum dolor sit amet',
  '1 2 3 4',
  '🙂🙂🙂',
  'Améliorer le quotidien des populations',
  'changer le monde',
  'I want to change lives and inspire the world',
  'Proposer une expérience unique et inoubliable',
  'la satisfaction du client est notre priorité',
  'a better future for Africa',
  "créer de l'emploi et de la richesse",
  'Livrer de la qualité',
];

const SPECIFIC = [
  'Les étudiants de Cocody',
  'des femmes de 30 à 50 ans',
  '25 000 FCFA le lot',
  'remboursement si le plat arrive froid',
  'un reçu à chaque achat',
  'Nous cousons des uniformes scolaires en coton tissé',
  'restaurants et maquis de Yopougon',
  'à partir de 500 F la pièce',
  'je répare les motos devant le client',
  'NOUS LIVRONS LES COLIS A ABIDJAN',
  'chaque panier pesé et filmé',
  'les mamans qui travaillent',
  'Former dix jeunes filles du village à la couture',
  'attiéké frais tous les jours avant midi',
  "j'élève des poulets nourris au maïs local",
  'Students in Yaba',
  '8,000 naira per month',
  'a refund if we are late',
  'we film each repair',
  'Women aged 25 to 40 in Kigali',
  'We roast and grind coffee from Nyamirambo farmers',
  'shop owners near the bus station',
  'same day delivery in Lagos',
  'written guarantee of 90 days',
  'groups of eight, two evenings a week',
  'solar lamps rented for 50 shillings a day',
  'parents whose child failed maths',
  'we weave baskets by hand from banana fibre',
  'photos of every delivery',
  'je livre le pain a velo',
  'vente de jus de bissap à 300F',
  'Mariages et baptêmes à Bouaké',
  'un contrat écrit avec chaque éleveur',
  "kiosque près de l'université",
  'Small farmers in Musanze',
  '$5 per lesson',
  '12-week course with a certificate',
  'Sénégalais de la diaspora',
  'transformer les mangues invendues en fruits séchés emballés',
  "Nous pressons les noix de karité au village et livrons l'huile en bidons de 5 litres",
  'Les coiffeuses et leurs clientes de Treichville',
  'menuiserie à Bouaké : lits et armoires en bois de teck',
  'Je forme les filles mères à la pâtisserie',
  '3 ans de garantie sur les panneaux',
  'Paiement par tranches: 2000F par semaine',
  'We deliver clean water in jerrycans every morning before 7 am',
  'for mothers with newborns',
  'cheaper than a taxi: 200 KES per ride',
  'our carpenters make school desks from recycled pallets',
  'nous collectons les déchets plastiques porte à porte et fabriquons des pavés',
  'clients de Marcory',
  'chaque client suit son colis par SMS',
  "hommes d'affaires pressés",
  'livraison en 2 heures',
];

describe('assessSubstance', () => {
  it.each(EXAMPLE_IDS.filter((id) => id !== 'vague'))('finds substance in all texts of %s', (id) => {
    expect(assessSubstance(exampleIdea(id).business_brief)).toMatchObject({ share: 1, isSubstantial: true });
  });

  it('finds none in the vague idea', () => {
    expect(assessSubstance(exampleIdea('vague').business_brief)).toMatchObject({
      share: 0,
      isSubstantial: false,
    });
  });

  it.each(VAGUE)('hears nothing concrete in "%s"', (text) => {
    expect(cuesOf(text)).toEqual([]);
  });

  it.each(SPECIFIC)('hears something concrete in "%s"', (text) => {
    expect(cuesOf(text)).not.toEqual([]);
  });

  it.each<[string, Cue]>([
    ['Ouvert à Cocody', 'place'],
    ["près de l'université", 'place'],
    ['des mamans', 'customer'],
    ['young women in Accra', 'customer'],
    ['500 F le verre', 'price'],
    ['Nous tissons des paniers en fibre de bananier', 'method'],
    ['livré le jour même', 'method'],
    ['a written receipt', 'proof'],
    ['remboursé si le plat est froid', 'proof'],
  ])('hears in "%s" a %s', (text, cue) => {
    expect(cuesOf(text)).toContain(cue);
  });

  it.each([
    [2, false],
    [3, true],
  ])('with %d concrete texts is substantial: %s', (count, isSubstantial) => {
    const concrete = (index: number): string => (index < count ? 'à Cocody' : "gagner de l'argent");
    const brief = aBrief({
      vision: concrete(0),
      mission: concrete(1),
      target_audience: concrete(2),
      differentiation: concrete(3),
      value_proposition: concrete(4),
    });
    expect(assessSubstance(brief)).toMatchObject({ share: count / 5, isSubstantial });
  });
});
