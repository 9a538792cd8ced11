import { z } from 'zod';

/** Far above what one of our requests can have, and far below what would use up everybody's budget. */
const MAX_TOKENS = 1_000_000;

/** What a vendor has counted. A number that cannot be is none, and no reason to throw away a paid answer: what was held for
 *  the call counts in its place. */
export const tokenCount = z.number().int().min(0).max(MAX_TOKENS).nullish().catch(null);
