import { IdentityModule } from '@genesis/identity';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthController } from './auth.controller.js';
import { JwtGuard } from './jwt.guard.js';

/** Accounts and tokens over HTTP, and the guard of all routes. */
@Module({
  imports: [IdentityModule],
  controllers: [AuthController],
  providers: [{ provide: APP_GUARD, useClass: JwtGuard }],
})
export class AuthApiModule {}
