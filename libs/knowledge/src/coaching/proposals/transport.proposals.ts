import type { SectorProposals } from './sector-proposals.js';

/**
 * The trade carries people as well as goods: rounds on fixed days for shops, one trip or one parcel at a known fare, and
 * market women who share a vehicle.
 */
export const TRANSPORT_PROPOSALS: SectorProposals = {
  vision: {
    fr: {
      ambitious:
        "Avec {name|mon entreprise de transport}, je veux que les petits commerces installés {à|en ville} reçoivent et expédient leurs marchandises à jour fixe, comme les grandes maisons, et que conduire devienne un métier que l'on respecte.",
      pragmatic:
        "Je veux que se déplacer ou envoyer un paquet ne soit plus une loterie : {à|là où je vis}, parents et salariés connaissent l'heure et le tarif avant le départ, et personne ne se dispute plus au bord de la route.",
      community:
        "Je rêve que les vendeuses qui vivent {à|dans les quartiers éloignés} n'usent plus leur dos ni leur bénéfice pour arriver au marché : elles partagent le trajet, leurs paniers voyagent au sec, et des jeunes apprennent avec moi à conduire en douceur.",
    },
    en: {
      ambitious:
        'With {name|my transport business} I want small shops {in|in my town} to send and receive goods on fixed days the way big companies do, and driving to become work that a young person is proud to name.',
      pragmatic:
        'I want a ride or an errand {in|in my part of town} to stop being a matter of luck, so that workers and parents know the hour and the fare beforehand and get home with their nerves and their money intact.',
      community:
        'I picture market women who live {in|on the edge of town} reaching their stalls rested and on time, with dry baskets and a shared fare, while young people beside me learn to drive with patience.',
    },
  },
  mission: {
    fr: {
      ambitious:
        "Tous les soirs, je prépare la tournée du lendemain sur une feuille de route ; nous chargeons devant le commerçant, nous livrons {à|en ville} dans l'ordre prévu et nous faisons signer la remise. Il reste à sa boutique et sait où se trouvent ses marchandises.",
      pragmatic:
        "J'inspecte le véhicule avant de démarrer, j'annonce le tarif, je préviens au départ et à l'arrivée, et je roule avec prudence {à|dans tout le secteur} ; salariés et parents gagnent du temps et gardent l'esprit tranquille.",
      community:
        "Le matin {à|dans mon quartier}, je réunis les vendeuses et leurs paniers pour un seul trajet, j'aide à charger, je prends le chemin que nous avons choisi ensemble et nous rentrons après la vente : chacune paie moins et arrive reposée.",
    },
    en: {
      ambitious:
        "I plan tomorrow's round each evening, load with the shopkeeper watching, deliver {in|across town} in the order agreed and have every handover signed, so shops can keep selling and always know where their goods are.",
      pragmatic:
        'Before setting off I check the vehicle and state the fare; I send word on leaving and on arriving, and drive calmly {in|through the area}, which gives workers and parents back their time and their peace of mind.',
      community:
        'Early in the day I gather market women and their baskets {in|from the streets around} for one shared trip, help them load, take the route we settled together and bring them back after the sale; each pays less and arrives fresh.',
    },
  },
  clientele: {
    fr: {
      ambitious:
        "Je vise les boutiques et les petits grossistes installés {à|en ville}, qui expédient souvent, n'ont pas de véhicule à eux et perdent des acheteurs à cause des retards. Je passe à leur comptoir à l'heure de la fermeture, et ils peuvent régler une somme convenue à la fin du mois.",
      pragmatic:
        "Je travaille pour des salariés et des parents qui habitent {à|près de ma station}, font souvent le même trajet et redoutent l'attente ou le tarif qui change à l'arrivée. Ils m'appellent ou laissent un message vocal, et peuvent payer à la course ou à la semaine.",
      community:
        "Je pense aux vendeuses qui partent travailler {à|loin de chez elles} avant le jour, avec des charges trop lourdes pour une seule personne. Je les retrouve à l'arrêt et par leur association, et leurs moyens permettent un petit tarif partagé, payé après la vente.",
    },
    en: {
      ambitious:
        'I am after shops and small wholesalers {in|in town} that ship often, own no vehicle and lose buyers over late goods. I call on them at closing time, and they can settle one agreed amount at the end of the month.',
      pragmatic:
        'I drive for workers and parents {in|near my stand} who make the same trip again and again and dread the wait, or a fare that changes on arrival. They ring me or leave a voice note, and can pay by the ride or by the week.',
      community:
        'The market women I have in mind leave home {in|in the outer districts} before daylight with loads too heavy for a single back. I find them at the stop and through their association, and what they can afford is a small shared fare paid once they have sold.',
    },
  },
  differentiation: {
    fr: {
      ambitious:
        "Le commerçant garde un double de la feuille signée à la remise, avec l'heure et l'état des marchandises. Tenir mon horaire {à|en ville} même les jours creux demande de connaître chaque rue et chaque dépôt, ce qu'un transporteur de passage n'apprendra pas de sitôt.",
      pragmatic:
        "Avant de monter ou de me confier un colis, on peut regarder le véhicule, lire le tarif affiché et noter mon nom ; je refuse aussi la vitesse et la surcharge. {À|Par ici}, il faut accepter de gagner moins certains jours pour garder cette règle, et peu de conducteurs s'y tiennent.",
      community:
        "Avec les vendeuses, je décide de l'heure, du chemin et du tarif dans une petite réunion, et le tableau des départs reste affiché à l'arrêt. {À|Dans mon quartier}, tout est réglé sur leur journée, et un concurrent qui cherche seulement à remplir son véhicule n'aura pas cette patience.",
    },
    en: {
      ambitious:
        'Shopkeepers keep a copy of the sheet signed at each handover, with the hour and the state of the goods. I hold my timetable {in|in this traffic} even on slow days, which takes a knowledge of streets and stores that a passing carrier cannot pick up in a hurry.',
      pragmatic:
        'Anyone can look over the vehicle, read the posted fare and take down my name before getting in or handing me a parcel, and I will not speed or overload. {In|On these roads} that rule costs money on some days, which is why few drivers stay with it.',
      community:
        'I settle departure times, route and fare in a small meeting with the market women, and the board at the stop shows what we decided. {In|In my neighbourhood} the service is cut to fit their day; a rival who only wants a full vehicle will lack the patience to learn it.',
    },
  },
  offre: {
    fr: {
      ambitious:
        "Je propose aux boutiques et aux petits grossistes installés {à|en ville} une tournée à jours fixes pour une somme mensuelle écrite d'avance : les marchandises arrivent quand il faut, ils n'ont pas de véhicule à acheter, et ce qui s'abîme pendant le trajet, je le rembourse.",
      pragmatic:
        "Pour les salariés et les parents qui vivent {à|aux alentours}, j'assure le trajet ou la livraison à l'heure convenue, à un prix affiché par zone ; ils évitent l'attente et les discussions, et quand le retard vient de moi, la course suivante leur coûte moins cher.",
      community:
        "{À|Dans mon quartier}, les vendeuses réservent une place et un panier dans le même trajet, aller et retour, à un tarif partagé affiché à l'arrêt : elles ménagent leur dos et leur bourse, et si je ne viens pas, elles ne doivent rien et je leur cherche un autre véhicule.",
    },
    en: {
      ambitious:
        'I offer shops and small wholesalers {in|in town} a round on set days for one monthly amount in writing: stock arrives when it should, they need not buy a vehicle, and anything damaged on the way I pay for.',
      pragmatic:
        'For workers and parents {in|in these parts} I make the trip or the delivery at the hour we agreed, at a fare posted zone by zone. They skip the waiting and the haggling, and when a delay is my fault the next ride costs them less.',
      community:
        '{In|In my neighbourhood} I let market women book a seat and a basket on the same trip, there and back, at a shared fare written at the stop; they spare their backs and their purse, and if I fail to come they owe nothing and I look for another vehicle.',
    },
  },
};
