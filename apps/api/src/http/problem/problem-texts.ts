export const PROBLEM_LANGUAGES = ['fr', 'en'] as const;
/** Languages of error texts; Wolof speakers get French. */
export type ProblemLanguage = (typeof PROBLEM_LANGUAGES)[number];

export interface ProblemText {
  readonly title: string;
  readonly detail: string;
}

type Translated<T> = Readonly<Record<ProblemLanguage, T>>;

const text = (
  fr: readonly [title: string, detail: string],
  en: readonly [title: string, detail: string],
) => ({
  fr: { title: fr[0], detail: fr[1] },
  en: { title: en[0], detail: en[1] },
});

/** What a caller reads for each stable code. Documented in docs/api.md, linked from `type`. */
export const PROBLEM_TEXTS = {
  BAD_REQUEST: text(
    ['Requête illisible', 'La requête ne peut pas être lue : vérifiez l’adresse et le corps envoyé.'],
    ['Unreadable request', 'The request cannot be read: check the address and the body.'],
  ),
  INVALID_PAYLOAD: text(
    ['Contenu invalide', 'Le contenu de la requête n’a pas la forme attendue.'],
    ['Invalid payload', 'The content of the request does not have the expected form.'],
  ),
  UNAUTHORIZED: text(
    ['Connexion requise', 'Connectez-vous : le jeton d’accès manque ou n’est pas valable.'],
    ['Sign-in required', 'Sign in: the access token is missing or not valid.'],
  ),
  INVALID_CREDENTIALS: text(
    ['Identifiants incorrects', 'L’adresse ou le mot de passe est incorrect.'],
    ['Wrong credentials', 'The address or the password is wrong.'],
  ),
  CURRENT_PASSWORD_WRONG: text(
    ['Mot de passe actuel incorrect', 'Le mot de passe actuel n’est pas celui de ce compte.'],
    ['Wrong current password', 'The current password is not the one of this account.'],
  ),
  RESET_CODE_UNKNOWN: text(
    ['Code inconnu', 'Ce code est inconnu, déjà utilisé ou trop ancien : demandez-en un autre.'],
    ['Unknown code', 'This code is unknown, used or too old: ask for another one.'],
  ),
  TOKEN_EXPIRED: text(
    ['Session expirée', 'Le jeton d’accès a expiré : connectez-vous de nouveau.'],
    ['Session expired', 'The access token has expired: sign in again.'],
  ),
  FORBIDDEN: text(
    ['Action interdite', 'Vous n’avez pas le droit de faire cela.'],
    ['Forbidden', 'You may not do this.'],
  ),
  SERVICE_NOT_AUTHORIZED: text(
    ['Service non autorisé', 'Ce service n’a pas ce droit.'],
    ['Service not authorised', 'This service does not have this right.'],
  ),
  QUOTA_EXCEEDED: text(
    ['Quota atteint', 'Le quota de votre offre est atteint pour cette période.'],
    ['Quota reached', 'The quota of your plan is used up for this period.'],
  ),
  REGENERATION_LIMIT: text(
    ['Assez de régénérations', 'Les sections de ce brief ont été refaites assez souvent aujourd’hui.'],
    ['Enough regenerations', 'The sections of this brief were made anew often enough today.'],
  ),
  SUBSCRIPTION_INACTIVE: text(
    ['Abonnement inactif', 'Votre abonnement n’est pas actif.'],
    ['Subscription inactive', 'Your subscription is not active.'],
  ),
  PLAN_WITHOUT_SEARCH: text(
    ['Recherche non comprise', 'Votre offre ne comprend pas la recherche sur le web.'],
    ['Search not included', 'Your plan does not include web search.'],
  ),
  SEARCH_BUDGET_EXHAUSTED: text(
    ['Plafond atteint', 'Le plafond de dépense du jour est atteint : réessayez demain.'],
    ['Cap reached', 'What may be spent in a day is spent: try again tomorrow.'],
  ),
  SEARCH_NOT_CONFIGURED: text(
    ['Recherche non configurée', 'Aucun moteur de recherche n’est configuré pour ce service.'],
    ['Search not configured', 'No web search is configured for this service.'],
  ),
  PAGE_NOT_READABLE: text(
    ['Page illisible', 'Cette page ne peut pas être lue.'],
    ['Page not readable', 'This page cannot be read.'],
  ),
  NO_SUBSCRIPTION: text(
    ['Aucun abonnement', 'Aucun abonnement n’est lié à ce compte.'],
    ['No subscription', 'No subscription belongs to this account.'],
  ),
  NOT_FOUND: text(
    ['Introuvable', 'Rien n’existe à cette adresse.'],
    ['Not found', 'Nothing exists at this address.'],
  ),
  SESSION_NOT_FOUND: text(
    ['Session introuvable', 'Cette session n’existe pas ou a expiré.'],
    ['Session not found', 'This session does not exist or has expired.'],
  ),
  FILE_NOT_FOUND: text(
    ['Fichier introuvable', 'Vous n’avez aucun fichier à ce chemin, ou il a expiré.'],
    ['File not found', 'You have no file at this path, or it has expired.'],
  ),
  WORKSPACE_NOT_FOUND: text(
    ['Aucun fichier', 'Vous n’avez aucun fichier, ou ils ont expiré.'],
    ['No files', 'You have no files, or they have expired.'],
  ),
  GENESIS_BRIEF_NOT_FOUND: text(
    ['Brief introuvable', 'Ce brief n’existe pas.'],
    ['Brief not found', 'This brief does not exist.'],
  ),
  GENESIS_QUOTA_EXCEEDED: text(
    ['Quota atteint', 'Le quota de votre offre est atteint pour cette période.'],
    ['Quota reached', 'The quota of your plan is used up for this period.'],
  ),
  GENESIS_BRIEF_GENERATION_FAILED: text(
    ['Génération échouée', 'Le brief n’a pas pu être généré. Donnez `request_id` au support.'],
    ['Generation failed', 'The brief could not be generated. Give `request_id` to the support.'],
  ),
  GENESIS_BRIEF_RETRIEVAL_FAILED: text(
    ['Lecture échouée', 'Le brief n’a pas pu être lu. Donnez `request_id` au support.'],
    ['Reading failed', 'The brief could not be read. Give `request_id` to the support.'],
  ),
  GENESIS_BRIEF_DELETION_FAILED: text(
    ['Suppression échouée', 'Le brief n’a pas pu être supprimé. Donnez `request_id` au support.'],
    ['Deletion failed', 'The brief could not be deleted. Give `request_id` to the support.'],
  ),
  GENESIS_QUOTA_STATUS_FAILED: text(
    ['Quota indisponible', 'Le quota n’a pas pu être lu. Donnez `request_id` au support.'],
    ['Quota unavailable', 'The quota could not be read. Give `request_id` to the support.'],
  ),
  GENERATION_FAILED: text(
    ['Génération échouée', 'Le brief n’a pas pu être généré. Donnez `request_id` au support.'],
    ['Generation failed', 'The brief could not be generated. Give `request_id` to the support.'],
  ),
  BRIEF_EXPIRED: text(['Brief expiré', 'Ce brief a expiré.'], ['Brief expired', 'This brief has expired.']),
  METHOD_NOT_ALLOWED: text(
    ['Méthode refusée', 'Cette adresse existe, mais pas pour cette méthode.'],
    ['Method not allowed', 'This address exists, but not for this method.'],
  ),
  NOT_ACCEPTABLE: text(
    ['Format indisponible', 'La réponse n’existe pas dans le format demandé.'],
    ['Not acceptable', 'The answer does not exist in the requested format.'],
  ),
  REQUEST_TIMEOUT: text(
    ['Requête trop lente', 'La requête n’est pas arrivée à temps.'],
    ['Request too slow', 'The request did not arrive in time.'],
  ),
  CONFLICT: text(
    ['Conflit', 'L’état actuel ne permet pas cette action.'],
    ['Conflict', 'The current state does not allow this.'],
  ),
  EMAIL_ALREADY_REGISTERED: text(
    ['Adresse déjà inscrite', 'Un compte existe déjà pour cette adresse.'],
    ['Address already registered', 'An account exists for this address already.'],
  ),
  GENERATION_RUNNING: text(
    ['Génération en cours', 'Une génération de ce brief est déjà en cours.'],
    ['Generation running', 'A generation of this brief is running already.'],
  ),
  PUBLICATION_RUNNING: text(
    ['Publication en cours', 'Une autre version de ce brief est en cours de publication.'],
    ['Publication running', 'Another version of this brief is being published.'],
  ),
  ILLEGAL_TRANSITION: text(
    ['Action impossible', 'Cette action n’est plus possible dans l’état actuel.'],
    ['Illegal transition', 'This is not possible any more in the current state.'],
  ),
  STEP_ALREADY_ANSWERED: text(
    ['Étape déjà répondue', 'Cette étape a déjà une réponse.'],
    ['Step already answered', 'This step has an answer already.'],
  ),
  IDEMPOTENCY_IN_FLIGHT: text(
    ['Requête déjà en cours', 'La même requête est encore en cours de traitement.'],
    ['Request in flight', 'The same request is still being handled.'],
  ),
  GONE: text(['Disparu', 'Ceci n’existe plus.'], ['Gone', 'This does not exist any more.']),
  PRECONDITION_FAILED: text(
    ['Version dépassée', 'La ressource a changé depuis votre lecture.'],
    ['Outdated version', 'The resource has changed since you read it.'],
  ),
  PRECONDITION_REQUIRED: text(
    ['Version requise', 'Indiquez la version lue avec l’en-tête If-Match.'],
    ['Version required', 'Name the version you read with the If-Match header.'],
  ),
  PAYLOAD_TOO_LARGE: text(
    ['Corps trop volumineux', 'Le corps de la requête dépasse la taille admise.'],
    ['Body too large', 'The body of the request is larger than allowed.'],
  ),
  URI_TOO_LONG: text(
    ['Adresse trop longue', 'L’adresse dépasse la longueur admise.'],
    ['Address too long', 'The address is longer than allowed.'],
  ),
  UNSUPPORTED_MEDIA_TYPE: text(
    ['Type de contenu refusé', 'Ce type de contenu n’est pas accepté ici.'],
    ['Unsupported media type', 'This content type is not accepted here.'],
  ),
  VALIDATION_ERROR: text(
    ['Données invalides', 'Certains champs ne sont pas valables ; voir `errors`.'],
    ['Invalid data', 'Some fields are not valid; see `errors`.'],
  ),
  BRIEF_INCOMPLETE: text(
    ['Brief incomplet', 'Il manque des informations à ce brief.'],
    ['Brief incomplete', 'This brief lacks information.'],
  ),
  PATH_INVALID: text(
    ['Chemin invalide', 'Ce chemin ne peut pas nommer un fichier ; `details.reason` dit pourquoi.'],
    ['Invalid path', 'This path cannot name a file; `details.reason` says why.'],
  ),
  PATTERN_INVALID: text(
    ['Motif invalide', 'Ce motif ne peut pas être lu ; `details.reason` dit pourquoi.'],
    ['Invalid pattern', 'This pattern cannot be read; `details.reason` says why.'],
  ),
  CONTENT_INVALID: text(
    ['Contenu de fichier invalide', 'Ce contenu ne peut pas être gardé ; `details.reason` dit pourquoi.'],
    ['Invalid file content', 'This content cannot be kept; `details.reason` says why.'],
  ),
  FILE_TOO_LARGE: text(
    ['Fichier trop volumineux', 'Ce fichier dépasse la taille admise, `details.limit`.'],
    ['File too large', 'This file is larger than allowed, `details.limit`.'],
  ),
  WORKSPACE_FULL: text(
    ['Plus de place', 'Vos fichiers occupent toute la place admise, `details.limit` (`details.unit`).'],
    ['No room left', 'Your files take all the room that is allowed, `details.limit` (`details.unit`).'],
  ),
  IDEMPOTENCY_MISMATCH: text(
    ['Clé déjà utilisée', 'Cette clé d’idempotence a servi pour une autre requête.'],
    ['Key already used', 'This idempotency key was used for another request.'],
  ),
  RATE_LIMITED: text(
    ['Trop de requêtes', 'Trop de requêtes : réessayez un peu plus tard.'],
    ['Too many requests', 'Too many requests: try again a little later.'],
  ),
  HEADERS_TOO_LARGE: text(
    ['En-têtes trop volumineux', 'Les en-têtes ou l’adresse de la requête dépassent la taille admise.'],
    ['Headers too large', 'The headers or the address of the request are larger than allowed.'],
  ),
  INTERNAL_SERVER_ERROR: text(
    ['Erreur interne', 'Une erreur est survenue de notre côté. Donnez `request_id` au support.'],
    ['Internal error', 'Something went wrong on our side. Give `request_id` to the support.'],
  ),
  GENESIS_INTEGRATION_ERROR: text(
    ['Service externe indisponible', 'Un service externe n’a pas répondu comme prévu.'],
    ['External service unavailable', 'An external service did not answer as expected.'],
  ),
  DEPENDENCY_UNAVAILABLE: text(
    ['Service indisponible', 'Le service est momentanément indisponible : réessayez bientôt.'],
    ['Service unavailable', 'The service is unavailable for the moment: try again soon.'],
  ),
  QUEUE_CLOSED: text(
    ['File d’attente fermée', 'Rien ne peut être lancé pour le moment : réessayez bientôt.'],
    ['Queue closed', 'Nothing can be started for the moment: try again soon.'],
  ),
  VFS_UNAVAILABLE: text(
    ['Fichiers indisponibles', 'Vos fichiers sont momentanément indisponibles : réessayez bientôt.'],
    ['Files unavailable', 'Your files are unavailable for the moment: try again soon.'],
  ),
  ASSET_STORE_UNAVAILABLE: text(
    ['Images indisponibles', 'Les images sont momentanément indisponibles : réessayez bientôt.'],
    ['Pictures unavailable', 'Pictures are unavailable for the moment: try again soon.'],
  ),
  SERVICE_BUSY: text(
    ['Service surchargé', 'Trop de demandes en même temps : réessayez dans quelques secondes.'],
    ['Service busy', 'Too many requests at the same time: try again in a few seconds.'],
  ),
  SEARCH_TIMEOUT: text(
    ['Recherche trop lente', 'La recherche sur le web n’a pas répondu à temps.'],
    ['Search too slow', 'The web search did not answer in time.'],
  ),
  TIMEOUT: text(
    ['Délai dépassé', 'L’opération n’a pas fini à temps.'],
    ['Timeout', 'The operation did not finish in time.'],
  ),
} as const satisfies Record<string, Translated<ProblemText>>;

export type ProblemCode = keyof typeof PROBLEM_TEXTS;

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEM_TEXTS, code);
}

/** Why a single field is refused; `limit` is the bound that was passed. */
const FIELD_TEXTS = {
  REQUIRED: { fr: () => 'Ce champ est obligatoire.', en: () => 'This field is required.' },
  EMPTY: { fr: () => 'Ce champ ne peut pas être vide.', en: () => 'This field must not be empty.' },
  UNKNOWN_FIELD: { fr: () => 'Ce champ n’existe pas.', en: () => 'This field does not exist.' },
  WRONG_TYPE: { fr: () => 'La valeur n’a pas le bon type.', en: () => 'The value has the wrong type.' },
  WRONG_FORMAT: { fr: () => 'La valeur n’a pas le bon format.', en: () => 'The value has the wrong format.' },
  NOT_ALLOWED: { fr: () => 'Cette valeur n’est pas admise.', en: () => 'This value is not allowed.' },
  FORBIDDEN_CHARACTER: {
    fr: () => 'Le texte contient un caractère de contrôle interdit.',
    en: () => 'The text contains a forbidden control character.',
  },
  TOO_SHORT: {
    fr: (limit: string) => `Trop court : au moins ${limit}.`,
    en: (limit: string) => `Too short: at least ${limit}.`,
  },
  TOO_LONG: {
    fr: (limit: string) => `Trop long : au plus ${limit}.`,
    en: (limit: string) => `Too long: at most ${limit}.`,
  },
  TOO_SMALL: {
    fr: (limit: string) => `Trop petit : au moins ${limit}.`,
    en: (limit: string) => `Too small: at least ${limit}.`,
  },
  TOO_LARGE: {
    fr: (limit: string) => `Trop grand : au plus ${limit}.`,
    en: (limit: string) => `Too large: at most ${limit}.`,
  },
  TOO_COMMON: {
    fr: () => 'Ce mot de passe est trop facile à deviner.',
    en: () => 'This password is too easy to guess.',
  },
  INVALID: { fr: () => 'La valeur n’est pas valable.', en: () => 'The value is not valid.' },
} as const satisfies Record<string, Translated<(limit: string) => string>>;

export type FieldCode = keyof typeof FIELD_TEXTS;

/** The sentence for one field; an unknown code gets the general one. */
export function fieldText(code: string, limit: number | undefined, language: ProblemLanguage): string {
  const known = Object.hasOwn(FIELD_TEXTS, code) ? (code as FieldCode) : 'INVALID';
  return FIELD_TEXTS[known][language](limit === undefined ? '?' : String(limit));
}
