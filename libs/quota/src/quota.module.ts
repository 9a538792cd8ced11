import { Global, Module } from '@nestjs/common';

/** Plans, monthly quota and spending caps. */
@Global()
@Module({})
export class QuotaModule {}
