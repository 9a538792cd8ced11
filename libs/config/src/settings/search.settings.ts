import { IsInt, IsString } from 'class-validator';
import { seconds, text } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

/** Web search. */
export class SearchSettings {
  @Setting({
    name: 'TAVILY_TIMEOUT_S',
    doc: 'Deadline of one request to Tavily, in seconds.',
    type: seconds,
    default: 20,
  })
  @IsInt()
  readonly tavilyTimeoutMs: number;

  @Setting({
    name: 'KIMI_SEARCH_TIMEOUT_S',
    doc: 'Deadline of one exchange of Kimi’s search, in seconds; a search takes two or three.',
    type: seconds,
    default: 45,
  })
  @IsInt()
  readonly kimiTimeoutMs: number;

  @Setting({
    name: 'KIMI_SEARCH_MODEL',
    doc: 'Model of Kimi that searches, where the plan names none.',
    type: text,
    default: 'kimi-k2.6',
  })
  @IsString()
  readonly kimiModel: string;
}
