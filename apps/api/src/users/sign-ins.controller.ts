import { AccountsService, type AuthenticatedUser, SignIns } from '@genesis/identity';
import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { PublicIdPipe } from '../http/validation/public-id.pipe.js';
import { SignInsResponse } from './sign-ins.dto.js';

/** The devices on which somebody has signed in (ASVS 5.0, V7.5.2). */
@ApiTags('users')
@Controller('users/me/sign-ins')
export class SignInsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly signIns: SignIns,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'users.signIns',
    summary: 'The devices on which the caller is signed in',
    description: 'The last used first; at most a hundred.',
  })
  @ApiOkResponse({ type: SignInsResponse, description: 'Devices whose tokens still work.' })
  async list(@CurrentUser() { id, signInId }: AuthenticatedUser): Promise<SignInsResponse> {
    return SignInsResponse.of(await this.signIns.list(id), signInId);
  }

  @Delete(':signInId')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'users.endSignIn',
    summary: 'Sign a device out',
    description: 'Ends its tokens, within a minute everywhere.',
  })
  @ApiParam({
    name: 'signInId',
    description: 'One of `GET /users/me/sign-ins`.',
    schema: { type: 'string', format: 'uuid', example: '7e0a4c1c-52a5-4a5c-8d0e-1b6d7a0f9b23' },
  })
  @ApiNoContentResponse({ description: 'The device is signed out.' })
  @ApiProblem(404, 'None of the caller’s devices that is signed in.')
  async end(
    @CurrentUser() { id }: AuthenticatedUser,
    @Param('signInId', PublicIdPipe) signInId: string,
  ): Promise<void> {
    await this.accounts.signOutDevice(id, signInId);
  }
}
