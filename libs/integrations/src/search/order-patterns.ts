import type { OrderSign } from './order-scan.js';

export interface OrderPattern {
  readonly sign: OrderSign;
  /** Over text in lower case, without marks. Every repetition is bounded. */
  readonly pattern: RegExp;
  /** So many different matches. Default 1. */
  readonly atLeast?: number;
}

const near = '[^.!?\\n]{0,60}';
const words = (...parts: readonly string[]): RegExp => new RegExp(parts.join(''), 'u');

/** Where a page uses one of these words, it speaks about itself or to people: none is enough alone. */
const RULES_EN =
  '(?:instructions?|rules|prompts?|guidelines|directives|orders|constraints|restrictions|programming)';
const RULES_FR = '(?:instructions?|consignes?|regles|directives?|ordres|prompts?|contraintes|limitations)';
const MODEL =
  "(?:(?:an? |the |any |all |une? |les? |la |l'|aux? |des? |d'|tout(?:e|es)? )?(?:ai|a\\.i\\.|llms?|chatgpt|gpt|claude|ia|i\\.a\\.|chatbots?|language models?|modeles? de langage|assistants? ?(?:ia|ai|virtuels?)?|(?:ai|ia) (?:agents?|assistants?|systems?|models?|readers?)|agents? (?:ia|ai)))";

export const ORDER_PATTERNS: readonly OrderPattern[] = [
  // Setting aside what the model was told.
  {
    sign: 'override',
    pattern: words(
      '\\b(?:ignor(?:e|ing)|disregard|forget|overrid(?:e|ing)|bypass|discard|neglect|stop following|do not follow)\\b',
      near,
      '\\b(?:previous|prior|above|earlier|preceding|all|any|your|system|original|initial|these|the)\\b',
      near,
      `\\b${RULES_EN}\\b`,
    ),
  },
  {
    sign: 'override',
    pattern:
      /\b(?:ignore|disregard|forget) (?:everything|all|anything|whatever)[^.!?\n]{0,20}\b(?:above|before|previous|prior|said|told|read|earlier)\b/u,
  },
  {
    sign: 'override',
    pattern:
      /(?:ignore|disregard|forget)(?:all|any|the|your)?(?:of)?(?:the|your)?(?:previous|prior|above|earlier)?(?:instructions|rules|prompts)|(?:ignore|oublie)[rz]?(?:toutes)?(?:les|tes|vos)(?:instructions|consignes|regles)/u,
  },
  {
    sign: 'override',
    pattern: words(
      '\\b(?:ignore[rz]?|ignores|oublie[rsz]?|oublier|neglige[rz]?|contourne[rz]?|ne (?:tiens|tenez|tenir|prends|prenez)\\b[^.!?\\n]{0,15}\\bcompte|ne (?:suis|suivez)\\b|fai(?:s|tes) abstraction|passe[rz]? outre|desobeis)',
      near,
      `\\b${RULES_FR}`,
      '\\b[^.!?\\n]{0,40}\\b(?:precedent|ci-dessus|anterieur|initial|systeme|recu|donnee|au-dessus|avant|plus haut)',
    ),
  },
  {
    sign: 'override',
    pattern: words(
      '\\b(?:ignore[rz]?|oublie[rz]?|neglige[rz]?)\\b[^.!?\\n]{0,20}\\b(?:toutes? (?:les|tes|vos)|tes|vos)\\b[^.!?\\n]{0,20}',
      `\\b${RULES_FR}`,
    ),
  },
  {
    sign: 'override',
    pattern:
      /\b(?:ignor[ae]|olvid[ae]|descart[ae]|omit[ae]|desconsidere|esquec[ae]|dimentica|non seguire)\b[^.!?\n]{0,60}\b(?:instrucciones|reglas|ordenes|indicaciones|instrucoes|regras|ordens|istruzioni|regole)\b/u,
  },
  {
    sign: 'override',
    pattern:
      /\b(?:ignorier(?:e|en|t)|vergiss|vergessen|missachte|negeer|vergeet)\b[^.!?\n]{0,60}\b(?:anweisungen|regeln|befehle|vorgaben|instructies|regels)\b/u,
  },
  {
    sign: 'override',
    pattern: /(?:игнорируи|проигнорируи|забудь|не следуи)[^.!?\n]{0,60}(?:инструкц|указани|правил|команд)/u,
  },
  { sign: 'override', pattern: /(?:تجاهل|انس|لا تتبع)[^.!?\n]{0,60}(?:التعليمات|الاوامر|القواعد|تعليمات)/u },
  {
    sign: 'override',
    pattern: /(?:忽略|无视|無視|忘记|忘記)[^。\n]{0,20}(?:指令|指示|说明|說明|规则|規則|提示)/u,
  },
  { sign: 'override', pattern: /(?:指示|命令|ルール|フロンフト|指令)[^。\n]{0,10}(?:無視|忘れ)/u },
  {
    sign: 'override',
    pattern:
      /\b(?:puuza|sahau|usifuate|bul topp|fatteel|bayyil|topp ?ul)\b[^.!?\n]{0,60}\b(?:maagizo|maelekezo|kanuni|sheria|ndigal|ndigel|santaane|tegtal)/u,
  },

  // Speaking to a machine.
  {
    sign: 'addressed_to_machine',
    pattern: words(
      `\\b(?:dear|attention|hey|hello|cher|chere|note|notice|message|instructions?|important|consignes?|avis)\\b[^.!?\\n]{0,15}\\b(?:to |for |pour |a l'attention |aux? )?${MODEL}\\b ?[:,!.\\n]`,
    ),
  },
  {
    sign: 'addressed_to_machine',
    pattern: words(
      `\\b(?:if you(?: are|'re)|as|when you(?: are|'re)|si (?:tu es|vous etes)|en tant qu[e'] ?|you(?: are|'re) (?:now )?|tu es (?:maintenant |desormais )?|vous etes (?:maintenant |desormais )?) ?${MODEL}\\b`,
    ),
  },
  {
    sign: 'addressed_to_machine',
    pattern:
      /\b(?:you are now (?:a|an|in|dan|free|no longer)|from now on,? you|you (?:have|were given) (?:new|updated) (?:instructions|orders|rules)|(?:developer|god|jailbreak|dan|unrestricted) mode|do anything now|mode (?:developpeur|sans restriction)|tu es (?:maintenant|desormais)|a partir de maintenant,? (?:tu|vous)|(?:new|updated|additional|hidden|secret) (?:system )?(?:instructions?|prompt) ?:|nouvelles? (?:instructions?|consignes?) ?:|system prompt|prompt systeme|invite systeme|system message|system override)\b/u,
  },

  // Pretending to be a part of the conversation.
  {
    sign: 'role_marker',
    pattern:
      /<\|[^|>\n]{1,40}\|>|\[\/?inst\]|<<\/?sys>>|<\/?(?:system|assistant|developer|human|instructions?|prompt|start_of_turn|end_of_turn|admin)(?:[ _-][^>\n]{0,40})?>|### ?(?:instruction|system|assistant|response)s?\b/u,
  },
  {
    sign: 'role_marker',
    pattern: /(?:^|\n)[ >*#_"'[({-]{0,6}(?:system|assistant|developer|sysadmin)[ \])}*_"']{0,4}: ?\S/u,
  },
  {
    sign: 'role_marker',
    pattern: /["']role["'] ?: ?["'](?:system|assistant|developer|tool|user)["']/u,
  },

  // Ending the place where strangers' texts stand.
  {
    sign: 'end_of_fence',
    pattern:
      /<\/(?:search|web|page|pages|result|results|untrusted|source|document|documents|context|idea|external|notes?|quote|tool|coach|user|input)[a-z_-]{0,30}>/u,
  },
  {
    sign: 'end_of_fence',
    pattern:
      /\b(?:end of (?:the )?(?:search results?|untrusted|web ?pages?|context|user input|external|quoted)|(?:begin|start) (?:of )?(?:system|new|trusted) (?:instructions?|message|section)|fin (?:des resultats de recherche|du contexte|de la page web|des donnees)|debut des instructions)\b/u,
  },

  // Pretending that something was asked for, or asking for it.
  {
    sign: 'tool_call',
    pattern:
      /<\/?(?:tool_calls?|tool_use|tool_result|function_calls?|function|invoke|antml|parameter)\b|["'](?:tool_calls?|function_call|tool_use|tool_name|arguments)["'] ?:|\b(?:call|use|invoke|run|execute|appelle[rz]?|utilise[rz]?|lance[rz]?|execute[rz]?) (?:the |le |la |l'|your |ton |votre |tes )?[^.!?\n]{0,30}\b(?:tool|function|outil|fonction)\b[^.!?\n]{0,40}(?:with|avec|to |pour|\(|now|maintenant)/u,
  },
  {
    sign: 'tool_call',
    pattern:
      /\b(?:publish|deploy|delete|fetch|extract|open_url|http_get|web_?search|send_?email|write_file|read_file|exec|shell|curl)(?:_[a-z_]{1,30})?\((?:["'{]|https?:)/u,
  },
  {
    sign: 'action',
    pattern:
      /\b(?:publish|deploy|put online|take down|delete|erase|wipe)\b[^.!?\n]{0,40}\b(?:website|site|brief|page|project|files?|workspace|database)\b[^.!?\n]{0,30}\b(?:now|immediately|at once|right away|without (?:asking|confirmation))/u,
  },
  {
    sign: 'action',
    pattern:
      /\b(?:publie[rz]?|deploie|deployez|mets en ligne|mettez en ligne|supprime[rz]?|efface[rz]?)\b[^.!?\n]{0,40}\b(?:site|brief|page|projet|fichiers?|donnees|base)\b[^.!?\n]{0,30}\b(?:maintenant|immediatement|tout de suite|sans (?:demander|confirmation|attendre))/u,
  },
  {
    sign: 'action',
    pattern:
      /\b(?:you must|you should|must now|now|first|immediately|before (?:you )?(?:answer|continu|respond)[a-z]*,?|tu dois|vous devez|avant de (?:repondre|continuer),?|maintenant,?)\b[^.!?\n]{0,30}\b(?:open|fetch|visit|load|request|call|navigate|read|download|ouvr(?:ir|e|ez)|visite[rz]?|charge[rz]?|appele[rz]|telecharge[rz]?|lire|consulte[rz]?)\b[^.!?\n]{0,60}https?:\/\//u,
  },
  {
    sign: 'action',
    pattern:
      /\b(?:open|fetch|load|request|ouvre[zr]?|charge[zr]?) (?:this|the following|cette|ce|l') ?(?:url|link|address|adresse|lien)\b/u,
  },

  // Putting words into the model's mouth.
  {
    sign: 'dictation',
    pattern:
      /\b(?:answer|reply|respond|output|say|write|print|repeat|include|insert|add|mention|recommend|state|copy|append|set|put)\b[^.!?\n]{0,120}\b(?:in your (?:answer|response|report|output|analysis|summary|reply)|to your (?:answer|response|report|output|analysis)|in (?:every|all|each) (?:of the )?fields?|in the (?:json|output)|to the (?:json|output)|word for word|nothing else)\b/u,
  },
  {
    sign: 'dictation',
    pattern:
      /\b(?:reponds|repondez|repondre|ecri(?:s|vez|re)|ajoute[rz]?|inclu(?:s|ez|re)|insere[rz]?|recommande[rz]?|mentionne[rz]?|copie[rz]?|indique[rz]?|mets|mettez)\b[^.!?\n]{0,120}\b(?:dans (?:ta|votre|ton|le|la|ce) (?:reponse|rapport|analyse|sortie|resume|etude|json)|dans (?:tous|toutes|chaque|chacun)[^.!?\n]{0,10} champs?|mot (?:pour|a) mot|rien d'autre)/u,
  },
  {
    sign: 'dictation',
    pattern:
      /\b(?:your (?:only |new |next )?(?:task|goal|objective|job|mission) is|ta (?:seule |nouvelle |prochaine )?(?:tache|mission) est|votre (?:seule |nouvelle )?(?:tache|mission) est)\b[^.!?\n]{0,40}\b(?:to |de |d')/u,
  },

  // Asking for what is nobody's business.
  {
    sign: 'secret',
    pattern:
      /\b(?:reveal|print|show|send|leak|output|tell|repeat|give|include|exfiltrate|disclose|dump|post|return|donne[rz]?|affiche[rz]?|envoie|envoyez|envoyer|revele[rz]?|montre[rz]?|communique[rz]?|transmets|transmettez|divulgue[rz]?)\b[^.!?\n]{0,60}\b(?:api[ _-]?keys?|secret keys?|cles? (?:d')?api|cles? secretes?|credentials|system prompt|hidden instructions|initial instructions|environment variables|env vars|variables d'environnement|openai_api_key|secret_key|session tokens?|access tokens?|(?:your|tes|vos) (?:instructions|consignes|secrets?)|mots? de passe (?:de l'utilisateur|systeme|administrateur))/u,
  },
  {
    sign: 'secret',
    pattern: /\$\{?(?:process\.env|[a-z]+_(?:api_)?key|secret_key)|\{\{ ?(?:secret|api_key|env|config)/u,
  },

  // Writing where people do not look.
  {
    sign: 'hidden_markup',
    pattern:
      /\b(?:display ?: ?none|visibility ?: ?hidden|font-size ?: ?0(?:px|pt|em|rem|%)?\b|opacity ?: ?0(?:\.0)?(?!\.?\d)|color ?: ?(?:#fff(?:fff)?\b|white\b|transparent\b)|text-indent ?: ?-\d{3,}|left ?: ?-\d{3,}px)/u,
  },
  { sign: 'hidden_markup', pattern: /<!--\s*(?:(?!-->)\S{1,80}\s+){4}/u },
  { sign: 'hidden_markup', pattern: /<(?:script|iframe|object|embed|meta http-equiv|template|noscript)\b/u },
  {
    sign: 'encoded',
    pattern:
      /\b(?:decode|decipher|decode[rz]|dechiffre[rz]?)\b[^.!?\n]{0,40}\b(?:base ?64|rot ?13|hex|hexadecimal|morse|cesar|caesar)\b|\b(?:base ?64|rot ?13)\b[^.!?\n]{0,30}\b(?:decode|instructions?|message|consignes?)/u,
  },

  // Carrying something away.
  {
    sign: 'exfiltration',
    pattern:
      /(?:!\[[^\]\n]{0,100}\]\(|<img\b[^>\n]{0,100}\bsrc ?= ?["']?|\bsrc ?= ?["'])https?:[^)\s"'>]{1,200}[?&](?:data|d|q|leak|secret|context|prompt|payload|c|info|key|session|exfil)=/u,
  },
  {
    sign: 'exfiltration',
    pattern:
      /https?:\/\/[^\s)"'>]{1,150}(?:\{[^}\s]{1,40}\}|\[(?:data|secret|brief|summary|email|name|prompt|insert)[^\]\n]{0,40}\]|<(?:data|secret|brief|summary|email|prompt)[^>\n]{0,30}>|%7b)/u,
  },

  // Offering an answer instead of the model's: field names of our own results, as keys.
  {
    sign: 'schema_mimicry',
    atLeast: 2,
    pattern:
      /["'](?:market_size|market_segment|opportunities|opportunity|potential_impact|differentiation_suggestions|risk_factors|success_factors|cultural_insights|competitors|market_position|findings|missing_information|confidence|is_ready_for_website|growth_potential|sources|quote|claim|warnings|next_queries|queries|todos|urls)["'] ?:/u,
  },
];
