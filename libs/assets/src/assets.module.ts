import path from 'node:path';
import { AppSettings, AssetSettings } from '@genesis/config';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AssetFiles } from './asset-files.js';
import { AssetStore } from './asset-store.port.js';
import { AssetSweep } from './asset-sweep.js';
import { Asset } from './entities/asset.entity.js';
import { FileAssetStore } from './file-asset-store.js';

/** Entities of this lib, for the migration command. */
export const ASSET_ENTITIES = [Asset] as const;

/** Pictures that vendors made. Needs the briefs' entities beside its own: a picture goes with its brief. */
@Module({
  imports: [TypeOrmModule.forFeature([...ASSET_ENTITIES])],
  providers: [
    {
      provide: AssetStore,
      inject: [DataSource, AssetSettings, AppSettings],
      useFactory: (dataSource: DataSource, { dir, maxBytes }: AssetSettings, { apiPrefix }: AppSettings) =>
        new FileAssetStore(dataSource, new AssetFiles(path.resolve(dir)), {
          maxBytes,
          route: `${apiPrefix}/assets`,
        }),
    },
  ],
  exports: [AssetStore],
})
export class AssetsModule {}

/** Deleting what nobody has any more: the worker's part. */
@Module({
  imports: [AssetsModule],
  providers: [AssetSweep],
})
export class AssetSweepModule {}
