import { Module } from '@nestjs/common';

/** Pictures that vendors made. */
@Module({})
export class AssetsModule {}
