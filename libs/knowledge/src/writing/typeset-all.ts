import type { Language } from '../language.js';
import { typeset } from './prose.js';

/** Applies the final typography to every text of a result; keys, numbers and nulls stay. */
export function typesetAll<T>(value: T, language: Language): T {
  if (typeof value === 'string') return (value.startsWith('http') ? value : typeset(value, language)) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => typesetAll(item, language)) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]: [string, unknown]) => [key, typesetAll(item, language)]),
    ) as T;
  }
  return value;
}
