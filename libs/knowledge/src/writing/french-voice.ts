import type { CountryCode } from '../countries/country-pack.js';

/** "suis:sommes ai:avons" as a map. */
const pairs = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(/\s+/u).flatMap((pair) => {
      const [from, to] = pair.split(':');
      return from && to ? [[from, to] as const] : [];
    }),
  );

/**
 * First person singular to plural, for verbs whose plural can not be derived by rule. A verb that is neither here nor
 * regular makes the sentence unsafe, and it is then quoted as it is.
 */
const WE_FORMS =
  pairs(`suis:sommes ai:avons fais:faisons vais:allons peux:pouvons veux:voulons dois:devons sais:savons vends:vendons
  rends:rendons prends:prenons apprends:apprenons comprends:comprenons reprends:reprenons entreprends:entreprenons
  réponds:répondons attends:attendons entends:entendons perds:perdons descends:descendons étends:étendons mets:mettons
  remets:remettons permets:permettons promets:promettons transmets:transmettons offre:offrons ouvre:ouvrons
  couvre:couvrons découvre:découvrons viens:venons reviens:revenons préviens:prévenons tiens:tenons obtiens:obtenons
  maintiens:maintenons soutiens:soutenons entretiens:entretenons reçois:recevons connais:connaissons dis:disons
  lis:lisons écris:écrivons inscris:inscrivons vis:vivons couds:cousons produis:produisons construis:construisons
  conduis:conduisons traduis:traduisons réduis:réduisons introduis:introduisons cuis:cuisons fournis:fournissons
  choisis:choisissons finis:finissons garantis:garantissons nourris:nourrissons réunis:réunissons blanchis:blanchissons
  investis:investissons remplis:remplissons réussis:réussissons agrandis:agrandissons grandis:grandissons
  polis:polissons vernis:vernissons saisis:saisissons réfléchis:réfléchissons sers:servons sors:sortons pars:partons
  cours:courons parcours:parcourons crois:croyons vois:voyons prévois:prévoyons bois:buvons peins:peignons
  teins:teignons crains:craignons rejoins:rejoignons accueille:accueillons cueille:cueillons
  recueille:recueillons achète:achetons rachète:rachetons appelle:appelons rappelle:rappelons jette:jetons
  envoie:envoyons renvoie:renvoyons paie:payons paye:payons essaie:essayons nettoie:nettoyons emploie:employons
  élève:élevons lève:levons enlève:enlevons prélève:prélevons relève:relevons soulève:soulevons mène:menons
  amène:amenons emmène:emmenons pèse:pesons sème:semons gère:gérons espère:espérons préfère:préférons répète:répétons
  complète:complétons accélère:accélérons récupère:récupérons règle:réglons protège:protégeons possède:possédons
  cède:cédons sèche:séchons révèle:révélons considère:considérons libère:libérons opère:opérons intègre:intégrons
  allège:allégeons suggère:suggérons repère:repérons aère:aérons adhère:adhérons inquiète:inquiétons rêve:rêvons
  sois:soyons aie:ayons puisse:puissions fasse:fassions aille:allions sache:sachions étais:étions avais:avions`);

/** Verbs of trades as people write them after "je": what may follow "et" without its own subject. */
const COORDINATED = new Set([
  ...WE_FORMS.keys(),
  ...`livre prépare cuisine coupe forme conseille répare installe accompagne propose donne montre explique aide lave
  soigne coiffe tresse brode taille dessine fabrique crée assemble monte transforme emballe trie collecte ramasse
  transporte dépose passe garde reste travaille compte note contrôle vérifie teste mesure ajuste retouche repasse
  cultive récolte plante arrose élève nourris vaccine plume garantis rembourse échange remplace entretiens nettoie
  commande confirme encaisse reverse partage enseigne corrige organise anime rédige programme développe configure
  sauvegarde apporte cherche trouve choisis négocie visite écoute respecte signe photographie filme`.split(
    /\s+/u,
  ),
]);

const CLITIC = "(?:ne |n['’]|me |m['’]|se |s['’]|le |la |les |l['’]|lui |leur |y |en |vous |te )";
const I_AND_VERB = new RegExp(`(^|[^\\p{L}'’-])(je |j['’])(${CLITIC}{0,3})(\\p{L}+)`, 'giu');
const FIRST_PERSON = /(?:^|[^\p{L}-])(?:[jm]['’]|(?:je|moi|me|mon|ma|mes|mien(?:ne)?s?)(?=[^\p{L}]|$))/iu;
/** A brother or a hand belongs to one person, whoever else works in the business. */
const OF_ONE_PERSON =
  /(?:^|[^\p{L}])(?:mon|ma|mes) (?:\p{L}+ )?(?:frère|sœur|soeur|père|mère|mari|femme|épouse|époux|fils|fille|enfant|maman|papa|tante|oncle|grand-mère|grand-père|cousine?|voisine?|main|dos|corps|vie|enfance|village)s?(?!\p{L})/iu;
/** A time or a place whose first word ends like a participle; after "avant de" one may still follow. */
const OPENS_WITH_TIME_OR_PLACE =
  /^(?:(?:chaque|au|du|(?:lun|mar|mercre|jeu|vendre|same)di|midi) |(?:avant|pendant) (?:l['’]|(?:les?|la|chaque|mon|ma|mes) ))/iu;
/** After "je suis" these keep their form in the plural; an adjective or a participle would have to agree. */
const AFTER_SUM = /^\s(?:(?:en|à|au|aux|dans|chez|sur|de|du|des|là|ici|toujours\slà)(?=[\s.,;!?]|$)|d['’])/iu;

/** Plural "nous" form of a first person singular verb; null when it can not be told safely. */
function weForm(verb: string): string | null {
  const known = WE_FORMS.get(verb);
  if (known) return known;
  if (/rai$/u.test(verb)) return verb.replace(/rai$/u, 'rons');
  if (/[^i]ais$/u.test(verb)) return verb.replace(/ais$/u, 'ions');
  if (!/e$/u.test(verb) || verb.length < 4) return null;
  const stem = verb.slice(0, -1);
  if (/è[^aeiouyéè]+$/u.test(stem)) return null;
  if (/g$/u.test(stem)) return `${stem}eons`;
  if (/c$/u.test(stem)) return `${stem.slice(0, -1)}çons`;
  if (/[ou]i$/u.test(stem)) return `${stem.slice(0, -1)}yons`;
  return `${stem}ons`;
}

/**
 * A sentence of one person in the voice of the business: "J'aide … si je suis en retard, chez moi" becomes "Nous
 * aidons … si nous sommes en retard, chez nous". A sentence without first person singular is returned as it is.
 * Null when it can not be done without risking the grammar.
 */
export function inOurVoice(sentence: string): string | null {
  if (!FIRST_PERSON.test(sentence)) return sentence;
  if (OF_ONE_PERSON.test(sentence)) return null;
  // "Diplômé de …, je rends compte": the participle is singular.
  const opensWithOne = /^\p{L}+(?:ée?|i|ie|ue?|[ei]ste|ère|eur|euse|ant|ante) [^,]*, (?:je |j['’])/iu;
  let isSafe = OPENS_WITH_TIME_OR_PLACE.test(sentence) || !opensWithOne.test(sentence);
  let text = sentence.replace(
    I_AND_VERB,
    (match: string, before: string, pronoun: string, clitics: string, verb: string, at: number) => {
      const we = weForm(verb.toLowerCase());
      const rest = sentence.slice(at + match.length);
      const reflexive = /\bm(?:e |['’])/iu.test(clitics);
      if (!we) isSafe = false;
      if (verb.toLowerCase() === 'suis' && (reflexive || !AFTER_SUM.test(rest))) isSafe = false;
      if (/^ai$/iu.test(verb) && reflexive) isSafe = false;
      const subject = pronoun.startsWith('J') ? 'Nous' : 'nous';
      const plural = clitics.replace(/\bm(?:e |['’])/giu, 'nous ').replace(/\bn['’]/u, 'ne ');
      return `${before}${subject} ${elideClitics(plural, we ?? verb)}${we ?? verb}`;
    },
  );
  const coordinated = coordinate(text);
  if (!isSafe || coordinated === null) return null;
  text = coordinated
    .replace(
      /(^|[^\p{L}-])(mon|ma) /giu,
      (_match, before: string, word: string) => `${before}${likeCase(word, 'notre')} `,
    )
    .replace(
      /(^|[^\p{L}-])mes /giu,
      (match, before: string) => `${before}${likeCase(match.slice(before.length), 'nos')} `,
    )
    .replace(/(^|[^\p{L}-])moi-même/giu, '$1nous-mêmes')
    .replace(/(^|[^\p{L}-])(?:moi)(?=[^\p{L}-]|$)/giu, '$1nous')
    .replace(/(^|[^\p{L}-])me (?=\p{L})/giu, '$1nous ')
    .replace(/(^|[^\p{L}-])m['’](?=\p{L})/giu, '$1nous ');
  return FIRST_PERSON.test(text) ? null : text;
}

/** "je coupe et livre": the second verb has to follow the first. Null when a word may or may not be such a verb. */
function coordinate(text: string): string | null {
  const subject =
    /(?:^|[^\p{L}])nous (?:n['’]|ne |nous |vous |les |le |la |l['’]|leur |lui |y |en )*\p{L}+/iu.exec(text);
  if (!subject) return text;
  const from = subject.index + subject[0].length;
  const doubtful: string[] = [];
  const end = text
    .slice(from)
    .search(/[;.!?]|\b(?:qui|que|qu['’]|si|quand|parce|pour que|car|où|je|il|elle|ils|elles|on)\b/u);
  const until = end < 0 ? text.length : from + end;
  const changed = text
    .slice(from, until)
    .replace(
      /((?:,|et|puis|ou|, puis|et puis) (?:les |le |la |l['’]|ne |n['’]|vous |leur )?)(\p{L}+)(?= (?:le|la|les|un|une|des|du|de|en|à|chez|sur|nos|vos|vous|leurs?|tout|chaque|mes|mon|ma|votre|dans|avec|pour|moi)(?=[\s,.;]|$)| l['’])/gu,
      (match: string, lead: string, verb: string) => {
        if (!COORDINATED.has(verb.toLowerCase())) return match;
        if (
          /^(?:livre|coupe|forme|taille|commande|note|mesure|garde|compte|visite|retouche|cuisine|monte|programme)$/u.test(
            verb,
          )
        ) {
          // also a noun: only a verb when nothing but a determiner can follow
          if (/ (?:de|du|en|à|pour|sur|avec)$/u.test(match)) doubtful.push(verb);
        }
        const we = weForm(verb.toLowerCase());
        if (!we) doubtful.push(verb);
        return `${lead}${we ?? verb}`;
      },
    );
  return doubtful.length === 0 ? text.slice(0, from) + changed + text.slice(until) : null;
}

const likeCase = (model: string, word: string): string =>
  /^\p{Lu}/u.test(model) ? word.charAt(0).toUpperCase() + word.slice(1) : word;

const startsWithVowel = (word: string): boolean => /^[aeiouyàâäéèêëîïôöùûühœæ]/iu.test(word);

const elideClitics = (clitics: string, verb: string): string =>
  startsWithVowel(verb)
    ? clitics.replace(/\b(ne|le|la) $/u, (_match, word: string) => `${word.charAt(0)}'`)
    : clitics.replace(/\b([nl])['’]$/u, (_match, letter: string) => (letter === 'n' ? 'ne ' : 'le '));

/** Third person plural to "vous", irregular verbs. */
const YOU_FORMS =
  pairs(`ont:avez sont:êtes font:faites vont:allez peuvent:pouvez doivent:devez veulent:voulez savent:savez viennent:venez
  reviennent:revenez tiennent:tenez obtiennent:obtenez deviennent:devenez prennent:prenez apprennent:apprenez
  comprennent:comprenez reçoivent:recevez boivent:buvez achètent:achetez appellent:appelez jettent:jetez paient:payez
  payent:payez envoient:envoyez essaient:essayez nettoient:nettoyez emploient:employez croient:croyez voient:voyez
  élèvent:élevez lèvent:levez mènent:menez gèrent:gérez espèrent:espérez préfèrent:préférez récupèrent:récupérez
  possèdent:possédez sèment:semez pèsent:pesez ratent:ratez disent:dites vivent:vivez aiment:aimez consomment:consommez
  dorment:dormez forment:formez ferment:fermez avaient:aviez étaient:étiez voudraient:voudriez aimeraient:aimeriez
  souhaiteraient:souhaiteriez pourraient:pourriez devraient:devriez`);
const NOT_A_VERB =
  /^(?:argent|client|moment|vent|parent|agent|patient|accident|présent|absent|urgent|récent|différent|souvent|vêtement|paiement|logement|médicament|aliment|document|événement|étudiant|content|lent|talent|cent|comment|dont|pont|front|mont)$/u;

/** "vous" form of a third person plural verb; null when the word is none that we know how to turn. */
function youForm(verb: string): string | null {
  const known = YOU_FORMS.get(verb);
  if (known) return known;
  if (NOT_A_VERB.test(verb) || !/[^m]ent$/u.test(verb) || /[mè](?:\p{L}{0,2})ent$/u.test(verb)) return null;
  const stem = verb.slice(0, -3);
  if (stem.length < 3 || /è/u.test(stem.slice(-3))) return null;
  if (/[ou]i$/u.test(stem)) return `${stem.slice(0, -1)}yez`;
  return `${stem}ez`;
}

const SUBJECTLESS_VERB = /^((?:ne |n['’]|se |s['’]|le |la |les |l['’]|y |en |lui )*)(\p{L}+)/u;

/** One predicate ("n'ont que 45 minutes de pause") said to the customer; null when it can not be done safely. */
function predicateToYou(predicate: string): string | null {
  const match = SUBJECTLESS_VERB.exec(predicate);
  const verb = match?.[2]?.toLowerCase();
  if (!match || !verb) return null;
  const you = youForm(verb);
  if (!you) return null;
  const clitics = (match[1] ?? '').replace(/\bse |\bs['’]/u, 'vous ').replace(/\bn['’]/u, 'ne ');
  return `${elideClitics(clitics, you)}${you}${predicate.slice(match[0].length)}`;
}

/**
 * What a relative clause says of customers, said to one of them: ("qui", "ont abîmé leurs cheveux et ne trouvent pas
 * de conseils") becomes "vous avez abîmé vos cheveux et ne trouvez pas de conseils". Null when it is not safe.
 */
export function toTheCustomer(pronoun: string, predicate: string): string | null {
  const relative = pronoun.toLowerCase();
  if (relative === 'dont') {
    const owned = /^(?:l['’]|le |la |les )(.+)$/isu.exec(predicate);
    const isPlural = /^les /iu.test(predicate);
    const text = owned?.[1] ? `${isPlural ? 'vos' : 'votre'} ${owned[1]}` : null;
    return text && !hasThirdPerson(text) ? text : null;
  }
  if (relative !== 'qui') return null;
  const head = predicateToYou(predicate);
  if (head === null) return null;
  const doubtful: string[] = [];
  const text = head
    .replace(
      /((?:,| et| ou| mais| puis|, mais|, et) (?:qui )?)((?:ne |n['’]|se |s['’]|les |le |la |l['’]|y |en )*)(\p{L}+)/gu,
      (match: string, lead: string, clitics: string, verb: string) => {
        if (!/(?:ent|ont)$/u.test(verb)) {
          if (clitics && /n['’e]|s[e'’]/u.test(clitics)) doubtful.push(verb);
          return match;
        }
        const turned = predicateToYou(`${clitics}${verb}`);
        if (turned === null) {
          if (!NOT_A_VERB.test(verb.toLowerCase()) && !/ment$/u.test(verb)) doubtful.push(verb);
          return match;
        }
        return `${lead.replace(/qui $/u, '')}${turned}`;
      },
    )
    .replace(
      /\b(qu['’]|que |quand |si |s['’]|lorsqu['’]|puisqu['’])?(?:ils|elles) ((?:ne |n['’]|se |s['’]|les |le |la |l['’]|y |en )*\p{L}+)/giu,
      (_match: string, lead: string | undefined, verb: string) => {
        const turned = predicateToYou(verb);
        if (turned === null) doubtful.push(verb);
        const joint = (lead ?? '').replace(/qu['’]$/u, 'que ').replace(/^s['’]$/u, 'si ');
        return `${joint}vous ${turned ?? verb}`;
      },
    )
    .replace(/\b(?:eux|elles)-mêmes/giu, 'vous-même')
    .replace(/\bleurs (?=\p{L})/giu, 'vos ')
    .replace(/\bleur (?=\p{L}+)(?!\p{L}+(?:ent|ont)\b)/giu, 'votre ')
    .replace(/\b(chez|pour|avec|sans|à|de) (?:eux|elles)\b/giu, '$1 vous');
  // A participle or an adjective after "être" would have to agree with one reader; "et directeurs" is no predicate.
  if (/(?:êtes|avez été|étiez) \p{L}+s\b/iu.test(text)) return null;
  if (
    / et (?!puis|sans|dans|plus|pas|toujours|parfois|depuis|leurs|nos|vos|des|les|ses|mes|ces|chez|sous|très)\p{L}+s(?=[ ,]|$)/iu.test(
      text,
    )
  )
    return null;
  return doubtful.length === 0 && !hasThirdPerson(text) ? `vous ${text}` : null;
}

const hasThirdPerson = (text: string): boolean =>
  /(?:^|[^\p{L}])(?:ils|elles|leurs?|eux|se|s['’])(?=[^\p{L}])/iu.test(text);

const IMPERATIVES =
  pairs(`obtenir:obtenez recevoir:recevez faire:faites apprendre:apprenez vendre:vendez prendre:prenez réussir:réussissez
  tenir:tenez choisir:choisissez finir:finissez guérir:guérissez dormir:dormez sortir:sortez partir:partez
  découvrir:découvrez offrir:offrez vivre:vivez voir:voyez lire:lisez écrire:écrivez mettre:mettez perdre:perdez
  rendre:rendez attendre:attendez remplir:remplissez grandir:grandissez nourrir:nourrissez agrandir:agrandissez
  produire:produisez construire:construisez suivre:suivez servir:servez garantir:garantissez revenir:revenez ouvrir:ouvrez dire:dites`);

const imperative = (infinitive: string): string | null => {
  const known = IMPERATIVES.get(infinitive);
  if (known) return known;
  return /(?<!\p{L})\p{L}{2,}er$/u.test(infinitive) ? infinitive.replace(/er$/u, 'ez') : null;
};

/**
 * What the business helps customers do, said to them: "avoir une tenue …" is the thing itself, "ne jamais manquer
 * de poulet" becomes "ne manquez jamais de poulet", "retrouver leurs cheveux" becomes "retrouvez vos cheveux".
 * What can not be turned stays an infinitive, which reads well as a heading.
 */
export function asInvitation(outcome: string): string {
  if (/ (?:coûte|coûtent|est|sont|permet|revient) /iu.test(outcome)) return outcome;
  const thing =
    /^(?:avoir|obtenir|recevoir|disposer d['’]|bénéficier d['’]) ?((?:une?|des|du|le|la|les|leurs?) .+)$/isu.exec(
      outcome,
    );
  if (thing?.[1]) return yours(thing[1]);
  const negated = /^ne (jamais|plus|pas|rien) (\p{L}+)( .+)?$/isu.exec(outcome);
  if (negated) {
    const verb = imperative((negated[2] ?? '').toLowerCase());
    if (verb)
      return yours(
        `ne ${verb} ${negated[1] ?? ''}${negated[3] ?? ''}`.replace(/^ne ([aeiouyéèêh])/iu, "n'$1"),
      );
  }
  const plain = /^(\p{L}+)( .+)?$/isu.exec(outcome);
  const verb = plain ? imperative((plain[1] ?? '').toLowerCase()) : null;
  const rest = plain?.[2] ?? '';
  // A second infinitive ("trouver et garder") or a pronoun after it would have to be turned as well.
  if (verb && !/ (?:et|ou|puis) (?:\p{L}+er|\p{L}+ir)\b/u.test(rest)) return yours(verb + rest);
  return outcome;
}

const yours = (text: string): string =>
  text
    .replace(/\bleurs (?=\p{L})/giu, 'vos ')
    .replace(/\bleur (?=\p{L})(?!\p{L}+(?:er|ir|oir|re) )/giu, 'votre ');

/** "des femmes …", "employés …" as "les femmes …", "les employés …"; null when no article can be given safely. */
export function withDefiniteArticle(nounPhrase: string): string | null {
  const text = nounPhrase.trim();
  if (
    /^(?:les|le|la|tous|toutes|toute|tout|chaque|ceux|celles|un|une|nos|vos) /iu.test(text) ||
    /^l['’]/iu.test(text)
  ) {
    return lowerWord(text);
  }
  if (/^des /iu.test(text)) return `les ${text.slice(4)}`.replace(/( et|,) des /gu, '$1 les ');
  if (/^aux /iu.test(text)) return `les ${text.slice(4)}`;
  const first = /^\p{L}[\p{L}-]*/u.exec(text)?.[0] ?? '';
  if (/[sx]$/u.test(first) && first.length > 3) {
    return `les ${lowerWord(text)}`.replace(
      /(\p{Lu}[\p{L}-]{1,60}|^les \p{L}+) et (?=\p{Ll}+s(?: |$))/u,
      '$1 et les ',
    );
  }
  return null;
}

const lowerWord = (text: string): string =>
  /^\p{Lu}\p{Ll}/u.test(text) || /^\p{Lu}['’ ]/u.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;

/** "de" before a noun phrase: du marché, des femmes, de l'atelier, d'employés, de Dakar. */
export function withDe(nounPhrase: string): string {
  if (/^le /iu.test(nounPhrase)) return `du ${nounPhrase.slice(3)}`;
  if (/^les /iu.test(nounPhrase)) return `des ${nounPhrase.slice(4)}`;
  // An aspirated h can not be told from the letters: without elision a reader stumbles less.
  return /^[aeiouyàâéèêëîïôùûœæ]/iu.test(nounPhrase) ? `d'${nounPhrase}` : `de ${nounPhrase}`;
}

/** "à" before a town, the article of its name contracted: à Dakar, au Caire, aux Abymes. */
export function atTown(town: string): string {
  if (/^Le /u.test(town)) return `au ${town.slice(3)}`;
  if (/^Les /u.test(town)) return `aux ${town.slice(4)}`;
  return `à ${town}`;
}

/** "que" before a noun phrase: qu'Atelier Ndar, que Mains Propres. */
export const withQue = (nounPhrase: string): string =>
  startsWithVowel(nounPhrase) ? `qu'${nounPhrase}` : `que ${nounPhrase}`;

const EN_COUNTRIES: ReadonlySet<CountryCode> = new Set(['CI', 'GN', 'TZ']);

/** "au Sénégal", "en Côte d'Ivoire". */
export function inCountry(code: CountryCode, name: string): string {
  return `${EN_COUNTRIES.has(code) ? 'en' : 'au'} ${name}`;
}
