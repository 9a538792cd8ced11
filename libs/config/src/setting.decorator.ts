import type { OwnSecret, Refusal } from './production-refusals.js';
import type { SettingReader } from './setting-readers.js';
import type { Environment } from './settings/app.settings.js';

/** What a fallback or a completion may know besides its own class. */
export interface SettingsContext {
  readonly environment: Environment;
  readonly isTestingMode: boolean;
  /** Whether any of the names was given a value (environment, secret file or `.env`), as opposed to a default. */
  isSet(...names: string[]): boolean;
  /** Refuses the configuration. The first problem of a name wins; the text must not contain a value. */
  problem(name: string, text: string): void;
  /** Lets the start go on, with a remark; the text must not contain a value. */
  warn(name: string, text: string): void;
}

export interface SettingOptions<T, Owner extends object = object> {
  /** Name of the environment variable, case-sensitive. */
  readonly name: string;
  /** One sentence for docs/settings.md: meaning, unit, range. */
  readonly doc: string;
  readonly type: SettingReader<T>;
  /** As it would be written in the environment, in its unit; without one (and without `fallback`) the value is null. */
  readonly default?: string | number | boolean;
  /** A default that depends on properties declared above this one, or on the environment. */
  readonly fallback?: {
    readonly doc: string;
    readonly from: (settings: Owner, context: SettingsContext) => T;
  };
  /** Never printed; production refuses a placeholder. */
  readonly secret?: boolean;
  /** Production refuses a secret of our own that is short, known to everybody, or the value of another one. */
  readonly ownSecret?: OwnSecret<T>;
  /** What else production does not start with. */
  readonly refusals?: readonly Refusal<T, Owner>[];
  /** One that only the thing behind the setting can tell; asked once the stores answer. Worded as a refusal. */
  readonly askedAtStart?: string;
  /** Placeholder that `.env.example` shows instead of the default, or for a computed one. */
  readonly example?: string;
  /** Environments that refuse to start without a value. */
  readonly requiredIn?: readonly Environment[];
  /** Says more than `requiredIn` can, e.g. "yes, or DATABASE_URL"; the class's `complete` enforces it. */
  readonly requiredNote?: string;
  /** The property is a record and this setting is one entry of it. */
  readonly entry?: string;
}

export interface SettingDefinition extends Omit<SettingOptions<unknown>, 'fallback'> {
  readonly property: string;
  readonly fallback?: {
    readonly doc: string;
    readonly from: (settings: object, context: SettingsContext) => unknown;
  };
}

const definitionsByPrototype = new WeakMap<object, SettingDefinition[]>();

/**
 * Declares one setting: where the value comes from, how it is read and what the documentation says. Ranges are
 * class-validator rules beside it; the property's type is checked against the reader's.
 */
export function Setting<T, Owner extends object = object>(options: SettingOptions<T, Owner>) {
  return <K extends string>(
    target: Owner & Record<K, T | null | Readonly<Record<string, T | null>>>,
    property: K,
  ) => {
    const definitions = definitionsByPrototype.get(target) ?? [];
    // Decorators of one property run from the last to the first; keep the order in which they are written.
    const first = definitions.findIndex((other) => other.property === property);
    definitions.splice(first === -1 ? definitions.length : first, 0, {
      ...(options as unknown as SettingOptions<unknown>),
      property,
    });
    definitionsByPrototype.set(target, definitions);
  };
}

/** The settings of a class, in the order of its properties. */
export function settingsOf(settingsClass: { readonly prototype: object }): readonly SettingDefinition[] {
  return definitionsByPrototype.get(settingsClass.prototype) ?? [];
}
