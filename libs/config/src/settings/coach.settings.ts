import { IsInt, IsNumber, Max, Min } from 'class-validator';
import { fraction, integer, seconds } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

/** How the coach judges. */
export class CoachSettings {
  @Setting({
    name: 'COACH_TIMEOUT_S',
    doc: 'How long the coach waits for a model, in seconds; then the rules judge and the session goes on.',
    type: seconds,
    default: 8,
  })
  @IsInt()
  readonly timeoutMs: number;

  @Setting({
    name: 'COACH_ACCEPT_THRESHOLD',
    doc: 'Lowest score, 0 to 1, of an answer that is good enough.',
    type: fraction,
    default: 0.6,
  })
  @IsNumber()
  @Min(0)
  @Max(1)
  readonly acceptThreshold: number;

  @Setting({
    name: 'COACH_MAX_CLARIFICATIONS',
    doc: 'How often the coach asks again at one step before it keeps the best answer, flagged.',
    type: integer,
    default: 2,
  })
  @IsInt()
  @Min(0)
  @Max(5)
  readonly maxClarifications: number;
}
