import { validateSync } from 'class-validator';
import { REDACTED, redactWhenPrinted } from './redaction.js';
import { givenSecret, type GivenSecret, refusalsOf, sameSecrets } from './production-refusals.js';
import { misspellingOf } from './setting-names.js';
import { UnreadableSetting } from './setting-readers.js';
import {
  readDotenv,
  SettingSources,
  type EnvironmentVariables,
  type FoundText,
  type SettingSource,
} from './setting-sources.js';
import { settingsOf, type SettingDefinition, type SettingsContext } from './setting.decorator.js';
import {
  defaultTextOf,
  SETTINGS_CATALOGUE,
  SETTINGS_CLASSES,
  type SettingsClass,
} from './settings-catalogue.js';
import { SettingsError } from './settings-error.js';
import { AppSettings, type Environment } from './settings/app.settings.js';

export interface LoadSettingsOptions {
  /** Defaults to the environment of the process. */
  readonly env?: EnvironmentVariables;
  /**
   * File that is read after the environment, in development and testing only; a missing one is no fault. Defaults to
   * `.env` in the working directory, and to none when `env` is given: a test must not depend on a developer's file.
   */
  readonly dotenvPath?: string;
  /** The concerns of a process that has few of them, e.g. a migration: only these are read and checked, and a deployment
   *  gives it no other secret. All by default. */
  readonly only?: readonly SettingsClass[];
}

/** How a setting got its value; `written` is the text of a setting that is not secret. */
interface Origin {
  readonly source: SettingSource;
  readonly written: string | null;
}

/** The settings of a process: read once, validated, frozen. */
export class LoadedSettings {
  constructor(
    private readonly instances: ReadonlyMap<SettingsClass, object>,
    private readonly origins: ReadonlyMap<string, Origin>,
    /** Remarks for the start log: names, never values. */
    readonly warnings: readonly string[],
  ) {}

  /** The settings of one concern, e.g. `get(HttpSettings).port`. */
  get<T extends object>(settingsClass: SettingsClass<T>): T {
    const instance = this.instances.get(settingsClass);
    if (!(instance instanceof settingsClass)) {
      throw new TypeError(
        `${settingsClass.name} was not loaded: it is not listed in SETTINGS_CLASSES, or left out`,
      );
    }
    return instance;
  }

  originOf(name: string): Origin {
    return this.origins.get(name) ?? { source: 'default', written: null };
  }
}

/** One setting for the start log. */
export interface SettingDescription {
  readonly name: string;
  readonly source: SettingSource;
  /** As written, or as computed where nobody wrote it; `[redacted]` for a secret, empty for none. */
  readonly value: string;
}

/** What a reading has come to. */
export interface ReadSettings {
  /** Where a setting is faulty, its default stands in: for looking further, never for working. */
  readonly loaded: LoadedSettings;
  /** By name, never by value; none when the process may start. */
  readonly problems: readonly string[];
}

/**
 * Reads, checks and freezes every setting.
 * @throws SettingsError listing all problems by name, never by value.
 */
export function loadSettings(options: LoadSettingsOptions = {}): LoadedSettings {
  const { loaded, problems } = readSettings(options);
  if (problems.length > 0) throw new SettingsError(problems);
  return loaded;
}

/** As `loadSettings`, for whoever has more to say than the settings alone. */
export function readSettings(options: LoadSettingsOptions = {}): ReadSettings {
  const { env = process.env, dotenvPath = options.env === undefined ? '.env' : undefined } = options;
  const loading = new SettingsLoading(env, dotenvPath, options.only ?? SETTINGS_CLASSES);
  return loading.run();
}

/** Every setting with its source, fit for a log line. */
export function describeSettings(loaded: LoadedSettings): readonly SettingDescription[] {
  return SETTINGS_CLASSES.flatMap((settingsClass) => {
    const settings = loaded.get(settingsClass);
    return settingsOf(settingsClass).map((definition) => {
      const { source, written } = loaded.originOf(definition.name);
      const value = valueOf(settings, definition);
      const shown = definition.secret ? REDACTED : (written ?? String(value));
      return { name: definition.name, source, value: value === null ? '' : shown };
    });
  });
}

/** One pass over all classes, collecting problems instead of stopping at the first. */
class SettingsLoading {
  private readonly problems = new Map<string, string>();
  private readonly warnings: string[] = [];
  private readonly instances = new Map<SettingsClass, object>();
  private readonly origins = new Map<string, Origin>();
  private readonly app = new AppSettings();
  private readonly sources: SettingSources;
  private readonly context: SettingsContext;

  constructor(
    env: EnvironmentVariables,
    dotenvPath: string | undefined,
    private readonly wanted: readonly SettingsClass[],
  ) {
    const problem = (name: string, text: string): void => {
      if (!this.problems.has(name)) this.problems.set(name, `${name} ${text}`);
    };
    const mayReadDotenv = dotenvPath !== undefined && !isDeployed(environmentIn(env));
    this.sources = new SettingSources(env, mayReadDotenv ? readDotenv(dotenvPath, problem) : {}, problem);

    const { app, origins, warnings } = this;
    this.context = {
      get environment() {
        return app.environment;
      },
      get isTestingMode() {
        return app.testingMode;
      },
      isSet: (...names) => names.some((name) => (origins.get(name)?.source ?? 'default') !== 'default'),
      problem,
      warn: (name, text) => {
        warnings.push(`${name} ${text}`);
      },
    };
  }

  run(): ReadSettings {
    for (const settingsClass of SETTINGS_CLASSES) {
      // The others ask where the process runs.
      if (settingsClass !== AppSettings && !this.wanted.includes(settingsClass)) continue;
      const settings = settingsClass === AppSettings ? this.app : new settingsClass();
      for (const definition of settingsOf(settingsClass)) this.read(settings, definition);
      Object.assign(settings, settingsClass.complete?.(settings, this.context));
      this.check(settings, settingsOf(settingsClass));
      this.instances.set(settingsClass, seal(settings, settingsOf(settingsClass)));
    }
    if (isDeployed(this.app.environment) && this.context.isSet('ENVIRONMENT')) this.refuseDotenvEnvironment();
    if (this.app.environment === 'production') this.refuse();

    this.warnAboutMisspellings();
    const loaded = new LoadedSettings(this.instances, this.origins, Object.freeze([...this.warnings]));
    return { loaded, problems: Object.freeze([...this.problems.values()]) };
  }

  /** What is there is complete now, so that settings can be compared with each other. */
  private refuse(): void {
    const secrets: GivenSecret[] = [];
    for (const [settingsClass, settings] of this.instances) {
      for (const definition of settingsOf(settingsClass)) {
        const value = valueOf(settings, definition);
        for (const { text, isRefused } of refusalsOf(definition)) {
          if (isRefused(value, settings, this.context)) this.refusal(definition.name, text);
        }
        const secret = this.context.isSet(definition.name) ? givenSecret(definition, value) : null;
        if (secret !== null) secrets.push(secret);
      }
    }
    for (const { name, text } of sameSecrets(secrets)) this.refusal(name, text);
  }

  /** Every reason of a name, as long as it could be read. */
  private refusal(name: string, text: string): void {
    if (this.problems.has(name)) return;
    this.problems.set(`${name} ${text}`, `${name} ${text} in production`);
  }

  private read(settings: object, definition: SettingDefinition): void {
    const { name, property, entry } = definition;
    const found = this.sources.find(name);
    this.origins.set(name, originOf(found, definition));
    const value = this.valueFor(found, settings, definition);

    const current: unknown = Reflect.get(settings, property);
    Reflect.set(settings, property, entry === undefined ? value : { ...(current as object), [entry]: value });
  }

  private valueFor(found: FoundText | null, settings: object, definition: SettingDefinition): unknown {
    const { name, type, fallback } = definition;
    if (found !== null) {
      const value = type.read(found.text);
      if (!(value instanceof UnreadableSetting)) return value;
      // The default keeps the other rules checkable; the load fails in the end.
      this.context.problem(name, value.reason);
    }
    if (fallback !== undefined) return fallback.from(settings, this.context);
    return readDefault(definition);
  }

  private check(settings: object, definitions: readonly SettingDefinition[]): void {
    const { context } = this;
    for (const { name, requiredIn } of definitions) {
      if (requiredIn?.includes(context.environment) && !context.isSet(name)) {
        context.problem(name, `must be set in ${context.environment}`);
      }
    }
    for (const { property, constraints = {} } of validateSync(settings, { stopAtFirstError: true })) {
      const name = definitions.find((definition) => definition.property === property)?.name ?? property;
      const [message = 'is invalid'] = Object.values(constraints);
      context.problem(
        name,
        message.startsWith(`${property} `) ? message.slice(property.length + 1) : message,
      );
    }
  }

  private refuseDotenvEnvironment(): void {
    if (this.origins.get('ENVIRONMENT')?.source === 'dotenv') {
      this.context.problem(
        'ENVIRONMENT',
        'must come from the process environment: .env is for development and testing',
      );
    }
  }

  private warnAboutMisspellings(): void {
    const known = SETTINGS_CATALOGUE.flatMap(({ name }) => [name, `${name}_FILE`]);
    for (const name of this.sources.names()) {
      const meant = misspellingOf(name, known);
      if (meant !== null) this.context.warn(name, `is not a setting; did you mean ${meant}?`);
    }
  }
}

function originOf(found: FoundText | null, definition: SettingDefinition): Origin {
  const text = found?.text ?? defaultTextOf(definition);
  return { source: found?.source ?? 'default', written: definition.secret ? null : text };
}

function readDefault(definition: SettingDefinition): unknown {
  const written = definition.default === undefined ? null : String(definition.default);
  if (written === null) return null;
  const value = definition.type.read(written);
  if (value instanceof UnreadableSetting) {
    throw new TypeError(`The default of ${definition.name} ${value.reason}`);
  }
  return value;
}

/** The environment that the process environment names, before `.env` may be opened; null when it names none. */
function environmentIn(env: EnvironmentVariables): Environment | null {
  const definition = settingsOf(AppSettings).find(({ name }) => name === 'ENVIRONMENT');
  const found = new SettingSources(env, {}, () => undefined).find('ENVIRONMENT');
  if (definition === undefined || found === null) return null;
  const value = definition.type.read(found.text);
  return value instanceof UnreadableSetting ? null : (value as Environment);
}

function isDeployed(environment: Environment | null): boolean {
  return environment === 'staging' || environment === 'production';
}

function valueOf(settings: object, { property, entry }: SettingDefinition): unknown {
  const value: unknown = Reflect.get(settings, property);
  return entry === undefined ? value : Reflect.get(value as object, entry);
}

function seal(settings: object, definitions: readonly SettingDefinition[]): object {
  const secret = definitions.filter((definition) => definition.secret).map(({ property }) => property);
  redactWhenPrinted(settings, new Set(secret));
  for (const value of Object.values(settings)) Object.freeze(value);
  return Object.freeze(settings);
}
