import type { SignedInDevice } from '@genesis/identity';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'SignIn' })
export class SignInResponse {
  @ApiProperty({ format: 'uuid', example: '7e0a4c1c-52a5-4a5c-8d0e-1b6d7a0f9b23' })
  readonly id: string;

  @ApiProperty({ description: 'Whether it is the device that asks.', example: true })
  readonly is_current: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    maxLength: 256,
    description: 'What the browser or app calls itself; whoever signs in can write anything here.',
    example: 'Mozilla/5.0 (Android 14; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0',
  })
  readonly user_agent: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    maxLength: 45,
    description: 'The IP address from which it signed in.',
    example: '196.207.202.11',
  })
  readonly address: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-20T08:00:00.000Z' })
  readonly started_at: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When its tokens were last exchanged.',
    example: '2026-11-26T07:12:44.000Z',
  })
  readonly refreshed_at: string;

  @ApiProperty({
    format: 'date-time',
    description: 'Until when it may exchange them again.',
    example: '2026-12-26T07:12:44.000Z',
  })
  readonly refresh_expires_at: string;
}

@ApiSchema({ name: 'SignIns' })
export class SignInsResponse {
  @ApiProperty({ type: [SignInResponse], maxItems: 100 })
  readonly items: readonly SignInResponse[];

  static of(devices: readonly SignedInDevice[], current: string | null): SignInsResponse {
    return {
      items: devices.map((device) => ({
        id: device.id,
        is_current: device.id === current,
        user_agent: device.userAgent,
        address: device.address,
        started_at: device.startedAt.toISOString(),
        refreshed_at: device.refreshedAt.toISOString(),
        refresh_expires_at: device.refreshExpiresAt.toISOString(),
      })),
    };
  }
}
