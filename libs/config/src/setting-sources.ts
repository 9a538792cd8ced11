import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** Where a value comes from: the process environment, a mounted secret file, `.env`, or nowhere. */
export type SettingSource = 'env' | 'file' | 'dotenv' | 'default';

export interface FoundText {
  readonly text: string;
  readonly source: Exclude<SettingSource, 'default'>;
}

interface Layer {
  readonly variables: EnvironmentVariables;
  readonly source: 'env' | 'dotenv';
}

/** The text of settings by name; the process environment goes before `.env`. Empty is the same as absent. */
export class SettingSources {
  private readonly layers: readonly Layer[];

  constructor(
    env: EnvironmentVariables,
    dotenv: EnvironmentVariables,
    private readonly problem: (name: string, text: string) => void,
  ) {
    this.layers = [
      { variables: env, source: 'env' },
      { variables: dotenv, source: 'dotenv' },
    ];
  }

  find(name: string): FoundText | null {
    for (const layer of this.layers) {
      const found = this.findIn(layer, name);
      if (found !== null) return found;
    }
    return null;
  }

  names(): readonly string[] {
    return [...new Set(this.layers.flatMap(({ variables }) => Object.keys(variables)))];
  }

  private findIn({ variables, source }: Layer, name: string): FoundText | null {
    const text = variables[name] ?? '';
    const fileName = `${name}_FILE`;
    const path = variables[fileName] ?? '';
    if (text !== '' && path !== '') this.problem(name, `and ${fileName} are both set; keep one`);
    if (text !== '') return { text, source };
    if (path === '') return null;

    const content = readSecretFile(path);
    if (!content.isRead) {
      this.problem(fileName, `names a file that cannot be read (${content.reason})`);
      return null;
    }
    return content.text === '' ? null : { text: content.text, source: 'file' };
  }
}

/** The variables of a `.env` file; none when it does not exist. */
export function readDotenv(
  path: string,
  problem: (name: string, text: string) => void,
): EnvironmentVariables {
  const content = readText(path);
  if (content.isRead) return parseEnv(content.text);
  if (content.reason !== 'ENOENT') problem('.env', `cannot be read (${content.reason})`);
  return {};
}

type FileContent =
  { readonly isRead: true; readonly text: string } | { readonly isRead: false; readonly reason: string };

/** Editors and `echo` end a file with a line break that is not part of the secret. */
function readSecretFile(path: string): FileContent {
  const content = readText(path);
  return content.isRead ? { isRead: true, text: content.text.replace(/(\r?\n)+$/, '') } : content;
}

function readText(path: string): FileContent {
  try {
    return { isRead: true, text: readFileSync(path, 'utf8') };
  } catch (error) {
    // Only the code: the message would quote the path, which is a value.
    const hasCode = typeof error === 'object' && error !== null && 'code' in error;
    return { isRead: false, reason: hasCode ? String(error.code) : 'unknown error' };
  }
}
