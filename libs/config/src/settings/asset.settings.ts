import { IsIn, IsInt, IsNotEmpty, Max, Min } from 'class-validator';
import { integer, oneOf, text } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

const ASSET_STORES = ['file'] as const;

/** Where pictures are kept. */
export class AssetSettings {
  @Setting({
    name: 'ASSET_STORE',
    doc: 'How pictures are kept: file is a folder. An object store is not built.',
    type: oneOf(ASSET_STORES),
    default: 'file',
  })
  @IsIn(ASSET_STORES)
  readonly store: (typeof ASSET_STORES)[number];

  @Setting({
    name: 'ASSET_DIR',
    doc: 'Folder of the pictures; made when it is missing. Every api and worker process must see the same one.',
    type: text,
    default: './data/assets',
  })
  @IsNotEmpty()
  readonly dir: string;

  @Setting({
    name: 'ASSET_MAX_BYTES',
    doc: 'Largest picture that is kept, in bytes.',
    type: integer,
    default: 10_485_760,
  })
  @IsInt()
  @Min(1_024)
  @Max(104_857_600)
  readonly maxBytes: number;
}
