import { AccountsService, type AuthenticatedUser } from '@genesis/identity';
import { AccountErasure, PersonalDataExport } from '@genesis/personal-data';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Post,
  Put,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { UserResponse } from '../auth/auth.dto.js';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { ETAG, IfMatch, Revalidated } from '../http/conditional/conditional-headers.decorator.js';
import { entityTag, requireMatch, sendTagged, setTag } from '../http/conditional/entity-tag.js';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { Rated } from '../limits/rate-class.js';
import { SignInLimits } from '../limits/sign-in-limits.js';
import { ErasureDto, ErasureReceiptResponse, PasswordChangeDto, ProfileChangesDto } from './users.dto.js';

/** An export leaves nothing out, however much it is. */
const EVERYTHING = 2_147_483_647;

const EXPORTED = {
  exported_at: '2026-03-02T09:30:00.000Z',
  user_id: '3b0f3d5e-7c1a-4f0e-9f35-0d4c2f7f8a11',
  tables: { user_profiles: [{ city: 'Dakar' }] },
  files: [{ path: '/notes/idees.md', content: '# Idées' }],
  pictures: {},
};

/** What people do with their own account. */
@ApiTags('users')
@Controller('users/me')
export class UsersController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly personalData: PersonalDataExport,
    private readonly erasure: AccountErasure,
    private readonly limits: SignInLimits,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'users.me', summary: 'The account of the caller' })
  @ApiOkResponse({ type: UserResponse, description: 'The account with its profile.', headers: ETAG })
  @Revalidated()
  async me(
    @CurrentUser() user: AuthenticatedUser,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return sendTagged(UserResponse.of(await this.accounts.read(user.id)), request, reply);
  }

  @Put()
  @ApiOperation({
    operationId: 'users.change',
    summary: 'Change the profile',
    description: 'What is absent stays; null removes.',
  })
  @IfMatch({ isNeeded: false })
  @ApiOkResponse({ type: UserResponse, description: 'The account as it is now.', headers: ETAG })
  async change(
    @CurrentUser() user: AuthenticatedUser,
    @Body() changes: ProfileChangesDto,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<UserResponse> {
    const account = await this.accounts.changeProfile(
      user.id,
      ProfileChangesDto.changesOf(changes),
      (before) => {
        if (ifMatch !== undefined) requireMatch(ifMatch, tagOf(UserResponse.of(before)));
      },
    );
    const response = UserResponse.of(account);
    setTag(reply, tagOf(response));
    return response;
  }

  @Rated('auth')
  @Post('password')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'users.changePassword',
    summary: 'Change the password',
    description: 'Other devices are signed out; this one stays signed in.',
  })
  @ApiNoContentResponse({ description: 'The password is changed.' })
  @ApiProblem(403, 'The current password is wrong.')
  async changePassword(
    @CurrentUser() user: AuthenticatedUser,
    @Body() body: PasswordChangeDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const passwords = { current: body.current_password, next: body.new_password };
    await this.limits.attempt(reply, `user:${user.id}`, () => this.accounts.changePassword(user, passwords));
  }

  @Rated('costly')
  @Get('export')
  @ApiOperation({
    operationId: 'users.export',
    summary: 'All that is kept about the caller',
    description: 'One JSON object: the rows by table, own files, and pictures in base64. It may be large.',
  })
  @ApiOkResponse({
    description: 'A file to save.',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          additionalProperties: false,
          example: EXPORTED,
          required: ['exported_at', 'user_id', 'tables', 'files', 'pictures'],
          properties: {
            exported_at: { type: 'string', format: 'date-time' },
            user_id: { type: 'string', format: 'uuid' },
            tables: {
              type: 'object',
              additionalProperties: {
                type: 'array',
                maxItems: EVERYTHING,
                items: { type: 'object', additionalProperties: true },
              },
            },
            files: {
              type: ['array', 'null'],
              items: {
                type: 'object',
                additionalProperties: false,
                required: ['path', 'content'],
                properties: {
                  path: { type: 'string', maxLength: 200 },
                  content: { type: 'string', maxLength: EVERYTHING },
                },
              },
            } as object,
            pictures: {
              type: 'object',
              additionalProperties: {
                type: 'string',
                contentEncoding: 'base64',
                maxLength: EVERYTHING,
              } as object,
            },
          },
        },
      },
    },
  })
  export(@CurrentUser() user: AuthenticatedUser): StreamableFile {
    return new StreamableFile(Readable.from(this.personalData.read(user.id)), {
      type: 'application/json; charset=utf-8',
      disposition: 'attachment; filename="genesis-export.json"',
    });
  }

  @Rated('auth')
  @Delete()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'users.erase',
    summary: 'Erase the account and everything made with it',
    description: 'It cannot be undone. Unfinished work ends; every token is over at once.',
  })
  @ApiOkResponse({ type: ErasureReceiptResponse, description: 'The receipt, to keep.' })
  @ApiProblem(403, 'The password is wrong.')
  async erase(
    @CurrentUser() user: AuthenticatedUser,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body?: ErasureDto,
  ): Promise<ErasureReceiptResponse> {
    await this.limits.attempt(reply, `user:${user.id}`, () =>
      this.accounts.requirePassword(user.id, body?.password ?? undefined),
    );
    return ErasureReceiptResponse.of(await this.erasure.erase(user.id));
  }
}

const tagOf = (response: UserResponse): string => entityTag(JSON.stringify(response));
