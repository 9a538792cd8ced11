/** Languages in which the engine writes (ISO 639-1). */
export const LANGUAGES = ['fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The same thing said in every language. */
export type Bilingual<T = string> = Readonly<Record<Language, T>>;
