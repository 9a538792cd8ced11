import {
  AccountAdministration,
  AccountsService,
  type AuthenticatedUser,
  canonicalEmail,
  SignIns,
} from '@genesis/identity';
import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { Rated } from '../limits/rate-class.js';
import { SignInLimits } from '../limits/sign-in-limits.js';
import {
  LogoutDto,
  PasswordResetDto,
  RefreshDto,
  RegisterDto,
  TokenDto,
  TokenResponse,
  UserResponse,
} from './auth.dto.js';
import { CurrentUser } from './current-user.decorator.js';
import { Public } from './public.decorator.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly signIns: SignIns,
    private readonly administration: AccountAdministration,
    private readonly limits: SignInLimits,
  ) {}

  @Public()
  @Rated('auth')
  @Post('register')
  @ApiOperation({ summary: 'Create an account' })
  @ApiCreatedResponse({ type: UserResponse, description: 'The new account with its empty profile.' })
  @ApiProblem(409, 'An account exists for this address already.')
  async register(@Body() { email, name, password }: RegisterDto): Promise<UserResponse> {
    return UserResponse.of(await this.accounts.register({ email, name, password }));
  }

  @Public()
  @Rated('auth')
  @Post('token')
  @HttpCode(200)
  @RouteConfig({ acceptsForm: true })
  @ApiOperation({ summary: 'Exchange address and password for an access token and a refresh token' })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiOkResponse({ type: TokenResponse, description: 'An access token and a refresh token.' })
  @ApiProblem(401, 'Address or password is wrong, or the account is disabled.')
  async token(
    @Body() { username, password }: TokenDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenResponse> {
    const account = `email:${canonicalEmail(username)}`;
    return TokenResponse.of(
      await this.limits.attempt(reply, account, () => this.accounts.signIn(username, password)),
    );
  }

  @Public()
  @Rated('auth')
  @Post('refresh')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Exchange a refresh token for new tokens',
    description:
      'A refresh token is good for one exchange. The same exchange repeated within ten seconds is answered with the same refresh token; later it ends the sign-in, for somebody else may have a copy.',
  })
  @ApiOkResponse({ type: TokenResponse, description: 'An access token and the next refresh token.' })
  @ApiProblem(401, 'The refresh token is unknown, used or over, or the account is disabled.')
  async refresh(@Body() { refresh_token }: RefreshDto): Promise<TokenResponse> {
    return TokenResponse.of(await this.signIns.refresh(refresh_token));
  }

  @Post('logout')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Sign out',
    description: 'Ends the tokens of this device, or of all devices, within a minute everywhere.',
  })
  @ApiNoContentResponse({ description: 'The tokens have ended.' })
  async logout(@CurrentUser() user: AuthenticatedUser, @Body() body?: LogoutDto): Promise<void> {
    await this.accounts.signOut(user, body?.everywhere ?? false);
  }

  @Public()
  @Rated('auth')
  @Post('password-reset')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'auth.resetPassword',
    summary: 'Set a new password with a code from an operator',
    description: 'Every device is signed out.',
  })
  @ApiNoContentResponse({ description: 'The password is set; sign in with it.' })
  @ApiProblem(403, 'The code is unknown, used or too old.')
  async resetPassword(@Body() { code, new_password }: PasswordResetDto): Promise<void> {
    await this.administration.reset(code, new_password);
  }

  @Get('me')
  @ApiOperation({ summary: 'The account of the caller' })
  @ApiOkResponse({ type: UserResponse, description: 'The account with its profile.' })
  async me(@CurrentUser() user: AuthenticatedUser): Promise<UserResponse> {
    return UserResponse.of(await this.accounts.read(user.id));
  }
}
