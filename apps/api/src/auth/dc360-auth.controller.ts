import {
  AccountsService,
  type AuthenticatedUser,
  Dc360People,
  Dc360Tokens,
  SsoCodes,
  SignIns,
  Unauthorized,
} from '@genesis/identity';
import { RequestContext } from '@genesis/observability';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { Rated } from '../limits/rate-class.js';
import { TokenResponse } from './auth.dto.js';
import { Dc360ExchangeDto, Dc360TokenDto } from './dc360-auth.dto.js';
import { Public } from './public.decorator.js';

/** Single sign-on. What is given and what is got travels in bodies: an address ends in logs and histories. */
@ApiTags('auth')
@Controller('auth/dc360')
export class Dc360AuthController {
  constructor(
    private readonly foreignTokens: Dc360Tokens,
    private readonly people: Dc360People,
    private readonly codes: SsoCodes,
    private readonly accounts: AccountsService,
    private readonly signIns: SignIns,
    private readonly context: RequestContext,
  ) {}

  @Public()
  @Rated('auth')
  @Post('token')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'auth.signInFromPlatform',
    summary: 'Exchange an access token of DigitalCloud360 for one of ours',
  })
  @ApiOkResponse({
    type: TokenResponse,
    description: 'An access token; the account is made at its first use.',
  })
  @ApiProblem(401, 'The token is not valid, or the account is disabled.')
  async token(@Body() { token }: Dc360TokenDto): Promise<TokenResponse> {
    const identity = await this.foreignTokens.identify(token, this.context.requestId);
    return this.signIn(await this.people.userOf(identity), 'dc360');
  }

  @Public()
  @Rated('auth')
  @Post('exchange')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'auth.exchangeCode',
    summary: 'Exchange a one-time code for an access token',
  })
  @ApiOkResponse({ type: TokenResponse, description: 'An access token; the code is used up.' })
  @ApiProblem(401, 'The code is unknown, used or too old, or the account is disabled.')
  async exchange(@Body() { code }: Dc360ExchangeDto): Promise<TokenResponse> {
    const userId = await this.codes.redeem(code);
    if (userId === null) throw new Unauthorized('the code is unknown, used or too old');
    return this.signIn(await this.accounts.activeUser(userId), 'code');
  }

  private async signIn(user: AuthenticatedUser | null, how: 'dc360' | 'code'): Promise<TokenResponse> {
    const tokens = user && (await this.signIns.begin(user.id, { how }));
    if (tokens === null) throw new Unauthorized('account is disabled');
    return TokenResponse.of(tokens);
  }
}
