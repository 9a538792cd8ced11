import { AssetsModule } from '@genesis/assets';
import { IdentityModule } from '@genesis/identity';
import { WebsiteRemovalModule } from '@genesis/publishing';
import { RedisVfsModule } from '@genesis/redis-vfs';
import { RunsModule } from '@genesis/runs';
import { Module } from '@nestjs/common';
import { AccountErasure } from './account-erasure.js';
import { ErasureUpkeep } from './erasure-upkeep.js';
import { PersonalDataExport } from './personal-data-export.js';

/** Giving people what is kept about them, and deleting it. */
@Module({
  imports: [AssetsModule, IdentityModule, RedisVfsModule, RunsModule, WebsiteRemovalModule],
  providers: [AccountErasure, PersonalDataExport],
  exports: [AccountErasure, PersonalDataExport],
})
export class PersonalDataModule {}

/** Going on with what was interrupted: the worker's part. */
@Module({ imports: [PersonalDataModule], providers: [ErasureUpkeep] })
export class PersonalDataUpkeepModule {}
