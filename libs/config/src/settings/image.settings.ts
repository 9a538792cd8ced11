import { IsInt, IsNotEmpty } from 'class-validator';
import { seconds, text } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

/** How pictures are asked for. */
export class ImageSettings {
  @Setting({
    name: 'OPENAI_IMAGE_MODEL',
    doc: 'Image model of OpenAI, where a plan names none.',
    type: text,
    default: 'gpt-image-2.5-flare',
  })
  @IsNotEmpty()
  readonly openAiModel: string;

  @Setting({
    name: 'IMAGE_TIMEOUT_S',
    doc: 'Longest wait for one picture, in seconds; the time of the agent that asks may end it earlier.',
    type: seconds,
    default: 120,
  })
  @IsInt()
  readonly timeoutMs: number;
}
