/** Words that both the reading and the test of substance look for. All in the form of `SourceText.plain`. */

/** People and customers that are nobody in particular without a further word. */
const BROAD =
  'femmes?|hommes?|jeunes|personnes|familles?|enfants|entreprises|societes|particuliers|clients?|clientes?|gens|filles|garcons|adultes|menages|women|men|youths?|young people|people|families|children|kids|companies|businesses|individuals|customers?|clients|girls|boys|adults|households|locals|residents|habitants';
/** Kinds of people and firms that say by themselves who buys. */
const SPECIFIC =
  "etudiants?|etudiantes?|eleves?|lyceens?|parents?|mamans?|papas?|meres|peres|bebes|employes?|employees?|salaries|fonctionnaires?|ouvriers?|travailleurs?|travailleuses?|cadres|commercants?|commercantes?|vendeurs?|vendeuses?|boutiquiers?|detaillants?|grossistes?|restaurants?|restaurateurs?|maquis|gargotes?|hotels?|hoteliers?|traiteurs?|bars|cafes|boulangeries?|agriculteurs?|eleveurs?|maraichers?|paysans?|cooperatives?|pecheurs?|artisans?|couturieres?|couturiers?|tailleurs?|coiffeuses?|coiffeurs?|chauffeurs?|motards?|transporteurs?|taxis|zemidjans?|livreurs?|pme|tpe|startups?|start-ups?|ong|associations?|ecoles?|lycees|universites?|cliniques?|hopitaux|pharmacies?|maries|mariees|fiances|futures? mamans?|couples|touristes?|voyageurs?|expatries?|diaspora|retraites?|sportifs?|musulmans?|pelerins?|proprietaires?|locataires?|entrepreneurs?|entrepreneuses?|freelances?|adolescents?|adolescentes?|ados|apprentis?|apprenties?|patients?|diabetiques|students?|pupils?|teenagers?|teens|mothers?|mums|moms|fathers?|dads|babies|workers?|staff|employees?|civil servants?|office workers?|shopkeepers?|shop owners?|traders?|retailers?|wholesalers?|vendors?|sellers?|hoteliers?|caterers?|bakeries|farmers?|herders?|growers?|fishermen|craftsmen|tailors?|hairdressers?|drivers?|riders?|smes|ngos|schools?|universities|clinics?|hospitals?|brides?|grooms?|newlyweds|tourists?|travellers?|travelers?|expats?|pensioners?|athletes?|landlords?|tenants?|homeowners?|apprentices?|graduates?|professionals?|teachers?|nurses?|enseignants?|infirmiers?|chefs d'entreprise|patients?";

const whole = (alternatives: string, flags = 'u'): RegExp =>
  new RegExp(`(?<![a-z])(?:${alternatives})(?![a-z])`, flags);

export const PEOPLE_NOUN = whole(`${BROAD}|${SPECIFIC}`);
export const SPECIFIC_CUSTOMER = whole(SPECIFIC);
export const BROAD_CUSTOMER = whole(BROAD, 'gu');
/** Too broad even with "qui veulent": a place, an age or a number has to narrow them down. */
export const NAMELESS = whole(
  'gens|personnes|people|clients?|clientes?|customers?|particuliers|individuals|habitants|locals',
);

export const EVERYBODY = whole(
  "tout le monde|toutes? (?:les )?(?:personnes|classes)|tous (?:les )?(?:gens|publics|clients)|n'importe qui|le grand public|toute la population|chacun|everyone|everybody|anyone|anybody|all (?:people|customers|ages)|the (?:general |whole )?(?:public|population)|whoever",
);

/** What goes wrong, as said in a clause about the customer. */
export const TROUBLE = whole(
  "rat(?:e|ent|er|ees?)|souffr(?:e|ent|ir)|perd(?:ent|re|u|us)?|manqu(?:e|ent|er)|n'ont (?:pas|que|plus|aucune?|jamais)|n'a (?:pas|que|plus|aucune?)|n'arrive(?:nt)?|ne (?:[a-z]+ ){1,2}(?:pas|plus|jamais|rien|que)|ne [a-z]+ (?:ni|aucune?)|n'[a-z]+ (?:pas|plus|jamais)|sans|faute de|trop|en retard|retards?|ruptures?|pannes?|abime(?:s|es|e)?|arnaqu[a-z]+|tromp(?:es|ees|e)|attend(?:ent|re)|peinent|craignent|ont peur|marre|fatigu[a-z]+|stress[a-z]*|difficile(?:s|ment)?|difficultes?|problemes?|chers?|cheres?|loin|cannot|can't|can not|don't|doesn't|do not|does not|didn't|have no|has no|without|lack(?:s|ing)?|los(?:e|es|t|ing)|miss(?:es|ed|ing)?|fail(?:s|ed|ing)?|struggl[a-z]+|suffer(?:s|ed|ing)?|cheated|scammed|wait(?:s|ing)?|too (?:[a-z]+)|late|delays?|break(?:s|ing)?|broken|broke|afraid|tired|expensive|hard|difficult|far|never|waste(?:s|d)?|run out|stuck|overpay|unreliable",
);

const GENERIC_VERB =
  "est|sont|etre|suis|sommes|ai|a|ont|avons|avoir|avez|veu[xt]|voulons|veulent|vouloir|peu[xt]|pouvons|pouvoir|vais|va|allons|fais|fait|faisons|faire|vend[a-z]*|propos[a-z]*|offr[a-z]*|gagn[a-z]*|devenir|devenons|aid[a-z]*|serv(?:ons|ir|e)|satisf[a-z]*|cherch[a-z]*|esper[a-z]*|souhait[a-z]*|donn[a-z]*|travaill[a-z]*|essay[a-z]*|pens[a-z]*|aim[a-z]*|mett[a-z]*|is|are|am|be|have|has|had|want|wants|will|can|could|would|do|does|make|makes|sell|sells|offer|offers|provide|provides|give|gives|help|helps|serve|serves|satisfy|try|hope|need|like|love|become|earn|get|work|aim|strive|amelior[a-z]*|cree[a-z]*|creons|chang[a-z]*|contribu[a-z]*|develop[a-z]*|promouvoir|inspir[a-z]*|improve|create|change|care|believe|become|grow|the|our|all|also|nos|notre|les|des|le|la|tous|y|en|ne|n'";
export const GENERIC_VERBS = new RegExp(`^(?:${GENERIC_VERB})$`, 'u');

/** Words that fill a sentence without saying anything about this business. */
export const EMPTY_WORDS: ReadonlySet<string> = new Set(
  `argent chose choses truc trucs produit produits article articles marchandise marchandises service services qualite
  qualites prix bon bons bonne bonnes meilleur meilleure meilleurs meilleures mieux client clients cliente clientes clientele
  gens monde personne personnes besoin besoins solution solutions entreprise entreprises business affaire affaires
  marche marches satisfaction satisfaire satisfaits satisfait succes reussir reussite riche professionnel
  professionnels professionnelle professionnalisme innovant innovants innovante innovation excellent excellente excellence
  leader grand grande grands grandes plusieurs divers diverse diverses differents differentes different rapide rapides
  rapidement vie vies pays afrique avenir reve objectif offre offres offrir proposer propose proposons vendre vends vendons
  gagner faire aider aide aidons servir servons donner devenir etre avoir veux voulons vouloir toujours gamme large tout
  beau beaux belle belles moderne modernes cher chers chere cheres accessible accessibles
  abordable abordables competitif competitifs competitive competitives
  money thing things stuff product products goods item items quality price prices good best better great nice
  customer customers client clients people person everyone everybody need needs solution solutions company companies
  business businesses market success successful succeed rich professional professionals professionalism innovative
  innovation excellence leader leading big various different fast quickly quick life lives country
  africa african future dream goal offer offers provide provides sell sells selling make making earn help helps serve
  become want wants always range wide happy satisfied satisfy cheap affordable competitive low high world class
  quotidien population populations emploi emplois richesse richesses communaute communautes societe avenir
  experience passion passionate dedicated team equipe metier travail work`.split(/\s+/u),
);

/** Names of services and networks that look like names of places. */
export const BRANDS: ReadonlySet<string> = new Set(
  `whatsapp facebook instagram tiktok telegram youtube linkedin google sms t-money tmoney flooz wave orange money momo mtn
  moov airtel m-pesa mpesa free yas fcfa cfa xof xaf internet android iphone samsung tecno jumia glovo yango uber
  francais anglais french english wolof swahili lingala bambara kiswahili chinese chine maths noel christmas ramadan
  tabaski islam dieu god allah covid excel
  january february march april may june july august september october november december monday tuesday wednesday
  thursday friday saturday sunday janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
  lundi mardi mercredi jeudi vendredi samedi dimanche i nous je we afrique africa monde world europe`.split(
    /\s+/u,
  ),
);

/** Verbs as English writers use them after a subject in the plural, and French ones that carry no telling ending. */
export const VERB = new RegExp(
  `^(?:${[
    "ont|n'ont|sont|font|vont|ne|n'[a-z]+|peuvent|veulent|doivent|savent",
    'have|has|had|are|is|were|was|cannot|can|do|does|will|keep|find|save|buy|sell|learn|make|reach|pass|eat|send|give|gives|repair|diagnose|teach|report|deliver|cook|wash|train|build|grow|offer|provide|help|film|print|design|clean|fix|check|test|install|ship|bring|pick|collect|pay|wear|live|work|need|want|lose|miss|earn|fail|failed|struggle|suffer|lack|spend|wait|receive|know|use|start|finish|improve|become|feel|stop|avoid|travel|study|run|write|read|explain|show|call|visit|create|host|rent|drive|raise|measure|cut|sew|bake|roast|process|pack|package|store|track|follow|treat|advise|consult|connect|support|feed|breed|supply|source|harvest|dry|mill|sort|get|be|answer|guarantee|refund|charge|take|reduce|carry|manage|plan|prepare|protect|recycle|transform|turn|weave|dye|polish|maintain|inspect|return|replace|recover|share|move',
  ].join('|')})$`,
  'u',
);

const NOUNS_IN_ONS: ReadonlySet<string> = new Set(
  'maisons saisons garcons lecons boissons poissons facons raisons chansons savons patrons citrons jambons melons pantalons talons salons camions cartons ballons moutons coupons avions flocons biberons bouchons bonbons boulons tampons champignons oignons cornichons violons'.split(
    ' ',
  ),
);
const NO_VERB_IN_ENT: ReadonlySet<string> = new Set(
  'argent client souvent comment agent patient parent talent excellent different present accident instrument'.split(
    ' ',
  ),
);

/** Told from its ending, so only to be asked where a verb may stand: after a subject, "et" or a comma. */
export function isVerb(word: string): boolean {
  if (VERB.test(word)) return true;
  if (/^[a-z]{3,}ons$/u.test(word)) return !word.endsWith('ions') && !NOUNS_IN_ONS.has(word);
  return /^[a-z]{2,}ent$/u.test(word) && !/(?:e|a|i)ment$|mment$/u.test(word) && !NO_VERB_IN_ENT.has(word);
}

export const INFINITIVE = /^(?:s'|l'|d'|n')?[a-z]{2,}(?:er|ir|re|oir)$/u;
