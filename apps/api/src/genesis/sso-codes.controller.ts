import { AuditLog, Dc360People, SsoCodes } from '@genesis/identity';
import { AppError } from '@genesis/kernel';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { ServiceRoute } from '../service/service-route.decorator.js';
import { SsoCodeDto, SsoCodeResponse } from './dto/sso-code.dto.js';

@ApiTags('dc360')
@Controller('genesis/sso/codes')
export class SsoCodesController {
  constructor(
    private readonly people: Dc360People,
    private readonly codes: SsoCodes,
    private readonly audit: AuditLog,
  ) {}

  @ServiceRoute('sso')
  @Post()
  @ApiOperation({ operationId: 'contract.ssoCode', summary: 'A one-time code that signs a user in here' })
  @ApiCreatedResponse({ type: SsoCodeResponse, description: 'Good for one exchange within a minute.' })
  @ApiProblem(403, 'The service may not do this, or the account is disabled.')
  async issue(@Body() { user_id, name, email, language }: SsoCodeDto): Promise<SsoCodeResponse> {
    const user = await this.people.userOf({
      dc360UserId: String(user_id),
      name: name ?? null,
      email: email ?? null,
      language,
    });
    if (user === null) {
      throw new AppError({ code: 'FORBIDDEN', kind: 'forbidden', message: 'the account is disabled' });
    }
    const details = { what: 'sign-on code' };
    await this.audit.record({ act: 'service_acted', subject: user.id, actor: 'service:dc360', details });
    return SsoCodeResponse.of(await this.codes.issue(user.id));
  }
}
