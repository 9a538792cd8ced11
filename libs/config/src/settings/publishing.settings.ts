import { IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { httpUrl, integer, oneOf, seconds, text } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

export const HOSTINGS = ['dc360', 'folder'] as const;
/** Where websites are published. */
export type Hosting = (typeof HOSTINGS)[number];

/** Publication of websites and delivery of webhooks. */
export class PublishingSettings {
  /** Null: DigitalCloud360 where it is configured, else the folder. */
  @Setting({
    name: 'HOSTING',
    doc: 'Where websites are published: dc360 or folder. Default: dc360 where DIGITALCLOUD360_SERVICE_SECRET is set, else folder.',
    type: oneOf(HOSTINGS),
  })
  @IsOptional()
  @IsIn(HOSTINGS)
  readonly hosting: Hosting | null;

  @Setting({
    name: 'PUBLISH_FOLDER',
    doc: 'Folder that takes the websites where HOSTING is folder; one entry a website. Any static file server can serve it.',
    type: text,
    default: './data/sites',
  })
  @IsString()
  readonly folder: string;

  @Setting({
    name: 'PUBLISH_BASE_URL',
    doc: 'Public address of PUBLISH_FOLDER; without one the address of a website is a file:// URL.',
    type: httpUrl,
  })
  @IsOptional()
  @IsString()
  readonly baseUrl: string | null;

  @Setting({
    name: 'PUBLISH_TIMEOUT_S',
    doc: 'Most seconds that one try to publish may take, look-ups included.',
    type: seconds,
    default: 90,
  })
  @IsInt()
  readonly timeoutMs: number;

  @Setting({
    name: 'PUBLISH_WAIT_S',
    doc: 'Seconds that a request waits for its publication before it answers 202.',
    type: seconds,
    default: 30,
  })
  @IsInt()
  @Max(65_000)
  readonly waitMs: number;

  @Setting({
    name: 'PUBLISH_CONCURRENCY',
    doc: 'Publications and webhooks that one worker carries at once.',
    type: integer,
    default: 20,
  })
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly concurrency: number;

  @Setting({
    name: 'WEBHOOK_TRIES',
    doc: 'How often a webhook is sent before it is given up; pauses grow fivefold.',
    type: integer,
    default: 3,
  })
  @IsInt()
  @Min(1)
  @Max(10)
  readonly webhookTries: number;

  @Setting({
    name: 'WEBHOOK_FIRST_PAUSE_S',
    doc: 'Seconds between the first and the second try of a webhook.',
    type: seconds,
    default: 5,
  })
  @IsInt()
  readonly webhookFirstPauseMs: number;

  @Setting({
    name: 'WEBHOOK_TIMEOUT_S',
    doc: 'Most seconds that one try of a webhook may take.',
    type: seconds,
    default: 15,
  })
  @IsInt()
  readonly webhookTimeoutMs: number;

  static complete(settings: PublishingSettings, context: SettingsContext): void {
    if (settings.hosting === 'dc360' && !context.isSet('DIGITALCLOUD360_SERVICE_SECRET')) {
      context.problem('HOSTING', 'is dc360, which needs DIGITALCLOUD360_SERVICE_SECRET');
    }
  }
}
