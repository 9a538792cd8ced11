import { z } from 'zod';
import { IMAGE_MEDIA_TYPES } from './image.port.js';

/** What is known of a picture besides its bytes. */
export const imageFactsSchema = z.strictObject({
  mediaType: z.enum(IMAGE_MEDIA_TYPES),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  hasTransparency: z.boolean(),
});

/** The value of an answered call for a picture, as adapters hand it to the ledger. A ledger that does not want megabytes
 *  keeps the bytes elsewhere, and puts them back when it is asked. */
export const imageValueSchema = imageFactsSchema.extend({ base64: z.string().min(1) });
export type ImageValue = z.infer<typeof imageValueSchema>;
