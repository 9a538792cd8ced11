import { describe, expect, it } from '@jest/globals';
import {
  asInvitation,
  atTown,
  inCountry,
  inOurVoice,
  toTheCustomer,
  withDe,
  withDefiniteArticle,
} from './french-voice.js';

describe('inOurVoice', () => {
  it.each([
    ["J'aide les femmes de Dakar", 'Nous aidons les femmes de Dakar'],
    [
      'un remboursement si je suis en retard, chez moi',
      'un remboursement si nous sommes en retard, chez nous',
    ],
    ['mes patrons numérisés me permettent de tenir', 'nos patrons numérisés nous permettent de tenir'],
    ["J'achète le riz et je le trie", 'Nous achetons le riz et nous le trions'],
    ["je n'oublie pas mes clients", "nous n'oublions pas nos clients"],
    ['Je range, je nettoie, je protège', 'Nous rangeons, nous nettoyons, nous protégeons'],
    ['je me déplace chez les vieux', 'nous nous déplaçons chez les vieux'],
    ['Je coupe et couds la robe', 'Nous coupons et cousons la robe'],
    ["je livrerai le jour où j'aurai une moto", 'nous livrerons le jour où nous aurons une moto'],
    ['Nous lavons les cheveux', 'Nous lavons les cheveux'],
    ["Chaque samedi, j'aide les mères", 'Chaque samedi, nous aidons les mères'],
    ["Jeudi et vendredi, j'achète le riz", 'Jeudi et vendredi, nous achetons le riz'],
    ['Au marché du port, je vends le poisson', 'Au marché du port, nous vendons le poisson'],
    ['Avant la fête, je livre les tenues', 'Avant la fête, nous livrons les tenues'],
  ])('turns %j into %j', (given, expected) => {
    expect(inOurVoice(given)).toBe(expected);
  });

  it.each([
    'Je suis couturière depuis longtemps',
    'je me suis formée seule',
    'Diplômé de Dakar, je rends compte au médecin',
    'Venue de Thiès, je livre en ville',
    "Avant d'être connue ici, je livrais seule",
    'Je zzzit les portes',
  ])('leaves %j to be quoted', (given) => {
    expect(inOurVoice(given)).toBeNull();
  });
});

describe('toTheCustomer', () => {
  it.each([
    [
      'qui',
      'ratent des cérémonies parce que leur tailleur livre en retard',
      'vous ratez des cérémonies parce que votre tailleur livre en retard',
    ],
    ['qui', "n'ont que 45 minutes de pause", "vous n'avez que 45 minutes de pause"],
    [
      'qui',
      'ont abîmé leurs cheveux et ne trouvent pas de conseils',
      'vous avez abîmé vos cheveux et ne trouvez pas de conseils',
    ],
    ['qui', 's’occupent d’un parent', 'vous vous occupez d’un parent'],
    [
      'qui',
      "arrivent en retard parce qu'ils déposent les enfants eux-mêmes",
      'vous arrivez en retard parce que vous déposez les enfants vous-même',
    ],
    ['qui', 's’ennuient le soir', 'vous vous ennuyez le soir'],
    ['dont', 'les enfants ont raté un trimestre', 'vos enfants ont raté un trimestre'],
  ])('says "%s %s" to one of them', (pronoun, predicate, expected) => {
    expect(toTheCustomer(pronoun, predicate)).toBe(expected);
  });

  it.each([
    ['qui', 'construisent à Kara et directeurs d’écoles'],
    ['qui', 'ont été volées par une employée'],
    ['à qui', 'la banque refuse un prêt'],
    ['qui', 'dorment là où leurs chefs leur disent'],
  ])('does not risk "%s %s"', (pronoun, predicate) => {
    const said = toTheCustomer(pronoun, predicate);
    if (said !== null) expect(said).not.toMatch(/leurs?|ils|elles/u);
    else expect(said).toBeNull();
  });
});

describe('asInvitation', () => {
  it.each([
    ['avoir une tenue sur mesure', 'une tenue sur mesure'],
    ['ne jamais manquer de poulet', 'ne manquez jamais de poulet'],
    ['retrouver leur argent', 'retrouvez votre argent'],
    ['savoir lire une facture', 'savoir lire une facture'],
    ['parrainer une malle coûte cher', 'parrainer une malle coûte cher'],
  ])('turns %j into %j', (given, expected) => {
    expect(asInvitation(given)).toBe(expected);
  });
});

describe('articles and prepositions', () => {
  it('contracts and elides', () => {
    expect(withDe('le marché')).toBe('du marché');
    expect(withDe('les femmes')).toBe('des femmes');
    expect(withDe('Atelier Ndar')).toBe("d'Atelier Ndar");
    expect(withDe('Zem Colis')).toBe('de Zem Colis');
    expect(atTown('Dakar')).toBe('à Dakar');
    expect(atTown('Le Fumoir')).toBe('au Fumoir');
    expect(inCountry('SN', 'Sénégal')).toBe('au Sénégal');
    expect(inCountry('CI', "Côte d'Ivoire")).toBe("en Côte d'Ivoire");
    expect(inCountry('CD', 'Congo-Kinshasa')).toBe('au Congo-Kinshasa');
  });

  it('gives people their article', () => {
    expect(withDefiniteArticle('Des femmes de 25 à 45 ans')).toBe('les femmes de 25 à 45 ans');
    expect(withDefiniteArticle('Employés de bureau du Plateau')).toBe('les employés de bureau du Plateau');
    expect(withDefiniteArticle('Clientèle aisée')).toBeNull();
  });
});
