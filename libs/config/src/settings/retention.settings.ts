import { IsInt, Max, Min } from 'class-validator';
import { integer, seconds } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

const LONGEST_DAYS = 36_500;

/** How long data is kept. Source: data specification, retention. */
export class RetentionSettings {
  @Setting({
    name: 'RETENTION_EVERY_S',
    doc: 'Seconds between two rounds in which a worker removes what is too old.',
    type: seconds,
    default: 3_600,
  })
  @IsInt()
  readonly everyMs: number;

  @Setting({
    name: 'RETENTION_RUN_DAYS',
    doc: 'Days that an ended run stays, with its tasks, events and calls; what it has cost stays in the account.',
    type: integer,
    default: 90,
  })
  @IsInt()
  // Regenerations of a day are counted by their runs.
  @Min(2)
  @Max(LONGEST_DAYS)
  readonly runDays: number;

  @Setting({
    name: 'RETENTION_BRIEF_DAYS',
    doc: 'Days after its last change when a brief expires; a brief that has a website does not.',
    type: integer,
    default: 365,
  })
  @IsInt()
  @Min(1)
  @Max(LONGEST_DAYS)
  readonly briefDays: number;

  @Setting({
    name: 'RETENTION_BRIEF_VERSIONS',
    doc: 'Newest versions of a brief that keep their results; the one that is shown and published ones do too.',
    type: integer,
    default: 5,
  })
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly briefVersions: number;

  @Setting({
    name: 'RETENTION_SESSION_DAYS',
    doc: 'Days without progress after which an unfinished coaching session is closed.',
    type: integer,
    default: 30,
  })
  @IsInt()
  @Min(1)
  @Max(LONGEST_DAYS)
  readonly sessionDays: number;

  @Setting({
    name: 'RETENTION_SESSION_TEXT_DAYS',
    doc: 'Days after its last change when the words of a coaching session are removed.',
    type: integer,
    default: 365,
  })
  @IsInt()
  @Min(1)
  @Max(LONGEST_DAYS)
  readonly sessionTextDays: number;

  @Setting({
    name: 'RETENTION_WEBHOOK_DAYS',
    doc: 'Days that a webhook event stays that was delivered or given up.',
    type: integer,
    default: 30,
  })
  @IsInt()
  @Min(1)
  @Max(LONGEST_DAYS)
  readonly webhookDays: number;

  @Setting({
    name: 'RETENTION_USAGE_REPORT_DAYS',
    doc: 'Days that a usage report stays that was delivered or given up.',
    type: integer,
    default: 400,
  })
  @IsInt()
  // The units of a period are counted with the reports of that period.
  @Min(62)
  @Max(LONGEST_DAYS)
  readonly usageReportDays: number;

  @Setting({
    name: 'RETENTION_AUDIT_DAYS',
    doc: 'Days that the audit log keeps who signed in, changed a password or acted for somebody.',
    type: integer,
    default: 365,
  })
  @IsInt()
  @Min(30)
  @Max(LONGEST_DAYS)
  readonly auditDays: number;
}
