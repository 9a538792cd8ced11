import { IdentityModule } from '@genesis/identity';
import { PersonalDataModule } from '@genesis/personal-data';
import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { SignInsController } from './sign-ins.controller.js';
import { UsersController } from './users.controller.js';

/** People's own accounts over HTTP. */
@Module({
  imports: [IdentityModule, LimitsModule, PersonalDataModule],
  controllers: [UsersController, SignInsController],
})
export class UsersApiModule {}
