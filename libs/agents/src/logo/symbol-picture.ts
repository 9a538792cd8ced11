import { createHash } from 'node:crypto';
import { type GeneratedImage, type ImageRequest, VendorError } from '@genesis/integrations';
import { AppError } from '@genesis/kernel';
import type { AgentInput, ImageStudio, StoredAsset, TaskContext } from '../agent.js';
import { softenedSymbolRequest, type SymbolBrief, symbolRequest } from './symbol-prompt.js';

export type SymbolPicture =
  | { readonly kind: 'not_configured' }
  | {
      readonly kind: 'drawn';
      readonly image: GeneratedImage;
      readonly asset: StoredAsset;
      /** SHA-256 of the prompt, hex. */
      readonly promptHash: string;
    }
  /** `code` says how. */
  | { readonly kind: 'failed'; readonly code: string };

/** Asks the image model for the symbol if there is one; its failure is an answer too, and so is a store's that cannot
 *  keep the picture. What a moderator declines is asked once more, in softer words.
 *  @throws what aborts the task: that is not the model's failure. */
export async function drawSymbol(
  { signal, images }: TaskContext,
  input: AgentInput,
  brief: SymbolBrief,
  remainingMs: () => number,
): Promise<SymbolPicture> {
  if (images === null) return { kind: 'not_configured' };
  const draw = (callKey: string, request: ImageRequest) =>
    drawAndSave(images, request, { signal, callKey, deadlineMs: remainingMs() });
  try {
    try {
      return await draw('symbol', symbolRequest(input, brief));
    } catch (error) {
      if (!(error instanceof VendorError) || error.failure !== 'moderated' || signal.aborted) throw error;
      return await draw('symbol-softened', softenedSymbolRequest(input, brief));
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error;
    return { kind: 'failed', code: error.code };
  }
}

async function drawAndSave(
  studio: ImageStudio,
  request: ImageRequest,
  options: Parameters<ImageStudio['generate']>[1],
): Promise<SymbolPicture> {
  const image = await studio.generate(request, options);
  const asset = await studio.save(image);
  const promptHash = createHash('sha256').update(request.prompt).digest('hex');
  return { kind: 'drawn', image, asset, promptHash };
}
