import { z } from 'zod';

export const impactSchema = z.enum(['high', 'medium', 'low']);
export const languageSchema = z.enum(['fr', 'en']);
/** A price in whole or decimal units of an ISO 4217 currency; null where nobody said it. */
export const missingInformationSchema = z.array(z.strictObject({ field: z.string(), question: z.string() }));
export const text = z.string().trim().min(1);
export const hexColour = z.string().regex(/^#[0-9A-Fa-f]{6}$/);
