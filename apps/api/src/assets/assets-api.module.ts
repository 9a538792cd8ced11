import { AssetsModule } from '@genesis/assets';
import { Module } from '@nestjs/common';
import { AssetsController } from './assets.controller.js';

/** Pictures over HTTP. */
@Module({
  imports: [AssetsModule],
  controllers: [AssetsController],
})
export class AssetsApiModule {}
