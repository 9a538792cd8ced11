import type { ModelBehaviour } from './chat-script.js';
import { sampleJsonSchema, type JsonSchema } from './json-schema-sample.js';

/** What a simulated model was asked, whatever the wire format. */
export interface AskedOfModel {
  readonly system: string;
  /** All that the person's side said. */
  readonly prompt: string;
  /** A schema; `object` for any JSON, where the schema can only stand in the instructions; null for prose. */
  readonly schema: JsonSchema | 'object' | null;
  readonly seed: number;
}

/** What it says. */
export interface ModelAnswer {
  readonly text: string;
  readonly ending: 'stop' | 'length' | 'content_filter' | 'refusal';
  readonly hasUsage: boolean;
}

const CHARACTERS_PER_TOKEN = 4;
const HUGE_BODY_BYTES = 6 * 1024 * 1024;

/** An answer that fits what was asked, deformed as `behaviour` asks. */
export function modelAnswer(asked: AskedOfModel, behaviour: ModelBehaviour | null): ModelAnswer {
  const proper = properAnswer(asked);
  const say = (text: string, ending: ModelAnswer['ending'] = 'stop'): ModelAnswer => ({
    text,
    ending,
    hasUsage: true,
  });
  switch (behaviour?.kind) {
    case 'broken_json':
      return say(proper.slice(0, Math.max(1, Math.floor(proper.length / 2))));
    case 'wrong_schema':
      return say(JSON.stringify({ unexpected: true }));
    case 'fenced_json':
      return say(`\`\`\`json\n${proper}\n\`\`\``);
    case 'prose_json':
      return say(`Certainly! Here is {the} answer:\n\n${proper}\n\nI hope that this helps.`);
    case 'sloppy_json':
      return say(`// the answer\n${proper.replace(/\}$/, ',}')}`);
    case 'content':
      return say(behaviour.content);
    case 'empty':
      return say('');
    case 'length':
      return say(proper.slice(0, Math.floor(proper.length / 2)), 'length');
    case 'refusal':
      return say('I cannot help with that request.', 'refusal');
    case 'content_filter':
      return say('', 'content_filter');
    case 'huge_body':
      return say(JSON.stringify({ filler: 'x'.repeat(HUGE_BODY_BYTES) }));
    case 'no_usage':
      return { ...say(proper), hasUsage: false };
    default:
      return say(proper);
  }
}

export function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

function properAnswer({ system, prompt, schema, seed }: AskedOfModel): string {
  const known = schema === null || schema === 'object' ? schemaInInstructions(system) : schema;
  if (known === null && schema === null) {
    return String(sampleJsonSchema({ type: 'string', minLength: 40 }, { prompt, seed }));
  }
  return JSON.stringify(
    sampleJsonSchema(known ?? { properties: { answer: { type: 'string' } } }, { prompt, seed }),
  );
}

/** Without a schema mode the schema can only stand in the instructions: the first JSON object that ends them. */
function schemaInInstructions(system: string): JsonSchema | null {
  const text = system.trimEnd();
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
    const schema = parsedObject(text.slice(at));
    if (schema !== null) return schema;
  }
  return null;
}

function parsedObject(text: string): JsonSchema | null {
  try {
    return JSON.parse(text) as JsonSchema;
  } catch {
    return null;
  }
}
