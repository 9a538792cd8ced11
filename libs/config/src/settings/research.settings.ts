import { IsInt, Max, Min } from 'class-validator';
import { integer } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

/** How far the research agent may go on the web. Its time is AGENT_TIMEOUT_RESEARCH_S; the first limit that is reached
 *  ends the research. */
export class ResearchSettings {
  @Setting({
    name: 'RESEARCH_MAX_STEPS',
    doc: 'Most decisions of the model about what to look at next, 0 to 20; 0 leaves it to rules.',
    type: integer,
    default: 4,
  })
  @IsInt()
  @Min(0)
  @Max(20)
  readonly maxSteps: number;

  @Setting({
    name: 'RESEARCH_MAX_SEARCHES',
    doc: 'Most web searches of one research, 1 to 20.',
    type: integer,
    default: 8,
  })
  @IsInt()
  @Min(1)
  @Max(20)
  readonly maxSearches: number;

  @Setting({
    name: 'RESEARCH_MAX_PAGES',
    doc: 'Most pages that one research opens, 0 to 20.',
    type: integer,
    default: 5,
  })
  @IsInt()
  @Min(0)
  @Max(20)
  readonly maxPages: number;

  @Setting({
    name: 'RESEARCH_MAX_CHARS',
    doc: 'Most characters of web text that a model is shown in one prompt, 1000 to 100000.',
    type: integer,
    default: 12_000,
  })
  @IsInt()
  @Min(1_000)
  @Max(100_000)
  readonly maxChars: number;
}
