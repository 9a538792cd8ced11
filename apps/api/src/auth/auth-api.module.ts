import { IdentityModule } from '@genesis/identity';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { LimitsModule } from '../limits/limits.module.js';
import { ServiceSecrets } from '../service/service-secrets.js';
import { AccessGuard } from './access.guard.js';
import { AuthController } from './auth.controller.js';
import { Dc360AuthController } from './dc360-auth.controller.js';

/** Accounts and tokens over HTTP, and the guard of all routes. */
@Module({
  imports: [IdentityModule, LimitsModule],
  controllers: [AuthController, Dc360AuthController],
  providers: [ServiceSecrets, { provide: APP_GUARD, useClass: AccessGuard }],
})
export class AuthApiModule {}
