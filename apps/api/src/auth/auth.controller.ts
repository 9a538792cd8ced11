import { AccountsService, type AuthenticatedUser, TokensService } from '@genesis/identity';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { RegisterDto, TokenDto, TokenResponse, UserResponse } from './auth.dto.js';
import { CurrentUser } from './current-user.decorator.js';
import { Public } from './public.decorator.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly tokens: TokensService,
  ) {}

  @Public()
  @Post('register')
  @ApiOperation({ summary: 'Create an account' })
  @ApiCreatedResponse({ type: UserResponse, description: 'The new account with its empty profile.' })
  @ApiProblem(409, 'An account exists for this address already.')
  async register(@Body() { email, name, password }: RegisterDto): Promise<UserResponse> {
    return UserResponse.of(await this.accounts.register({ email, name, password }));
  }

  @Public()
  @Post('token')
  @HttpCode(200)
  @RouteConfig({ acceptsForm: true })
  @ApiOperation({ summary: 'Exchange address and password for an access token' })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiOkResponse({ type: TokenResponse, description: 'An access token.' })
  @ApiProblem(401, 'Address or password is wrong, or the account is disabled.')
  async token(@Body() { username, password }: TokenDto): Promise<TokenResponse> {
    const user = await this.accounts.authenticate(username, password);
    return TokenResponse.of(await this.tokens.issue(user.id));
  }

  @Get('me')
  @ApiOperation({ summary: 'The account of the caller' })
  @ApiOkResponse({ type: UserResponse, description: 'The account with its profile.' })
  async me(@CurrentUser() user: AuthenticatedUser): Promise<UserResponse> {
    return UserResponse.of(await this.accounts.read(user.id));
  }
}
