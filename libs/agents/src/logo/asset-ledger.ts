import type { AssetStore, NewAsset } from '@genesis/assets';
import {
  type CallLedger,
  type Capability,
  imageFactsSchema,
  type ImageValue,
  imageValueSchema,
  type LedgerEntry,
  type LedgerLookUp,
  type SpendingHold,
} from '@genesis/integrations';
import { AppError, type JsonObject } from '@genesis/kernel';
import { z } from 'zod';

/** Whose pictures they are. */
export type PictureOwner = Pick<NewAsset, 'ownerId' | 'briefId' | 'kind'>;

const toRecordSchema = z.looseObject({ value: imageValueSchema });
const recordedSchema = z.looseObject({ value: imageFactsSchema.extend({ asset_key: z.string() }) });

/** A ledger without megabytes: the bytes of a picture become an asset before the call is recorded, and the record names
 *  the asset. A run that dies in between pays for this one call again, and for no other. */
export class AssetLedger implements CallLedger {
  constructor(
    private readonly ledger: CallLedger,
    private readonly assets: Pick<AssetStore, 'put' | 'read'>,
    private readonly owner: PictureOwner,
  ) {}

  async find({ callKey, requestHash, otherCallKeys }: LedgerLookUp): Promise<JsonObject | null> {
    // Whether an answer is taken can be said of a picture, not of what is recorded of it.
    const recorded = recordedSchema.safeParse(
      await this.ledger.find({ callKey, requestHash, otherCallKeys }),
    );
    if (!recorded.success) return null;
    const { asset_key, ...facts } = recorded.data.value;
    const file = await this.assets.read(asset_key);
    // A picture that is gone is no answer.
    if (file === null) return null;
    return { ...recorded.data, value: { ...facts, base64: file.bytes.toString('base64') } };
  }

  async reserve(capability: Capability, upperBoundMicroUsd: number): Promise<SpendingHold> {
    return this.ledger.reserve(capability, upperBoundMicroUsd);
  }

  async personNames(): Promise<readonly string[]> {
    return this.ledger.personNames();
  }

  async record(entry: LedgerEntry): Promise<void> {
    const answered = toRecordSchema.safeParse(entry.response);
    if (!answered.success) {
      await this.ledger.record(entry);
      return;
    }
    const { base64: _bytes, ...facts } = answered.data.value;
    const asset_key = await this.keep(entry, answered.data.value);
    await this.ledger.record({
      ...entry,
      response: { ...answered.data, value: { ...facts, asset_key } },
    });
  }

  /** A picture that cannot be kept was paid for all the same. */
  private async keep(entry: LedgerEntry, { base64, mediaType, width, height }: ImageValue): Promise<string> {
    try {
      const bytes = Buffer.from(base64, 'base64');
      return await this.assets.put({ ...this.owner, bytes, mediaType, width, height });
    } catch (error) {
      const outcome = error instanceof AppError ? error.code : 'CALL_FAILED';
      await this.ledger.record({ ...entry, outcome, response: null });
      throw error;
    }
  }
}
