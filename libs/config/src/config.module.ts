import { Module, type DynamicModule } from '@nestjs/common';
import { LoadedSettings, loadSettings, type LoadSettingsOptions } from './load-settings.js';
import { SETTINGS_CLASSES } from './settings-catalogue.js';

export interface ConfigModuleOptions extends LoadSettingsOptions {
  /** Settings that the process has loaded before; wins over `env` and `dotenvPath`. */
  readonly loaded?: LoadedSettings;
}

/**
 * Provides every class of settings, under the class itself, to the whole application, and `LoadedSettings`, which
 * knows warnings and sources. A faulty configuration rejects the creation of the application with a SettingsError.
 */
@Module({})
export class ConfigModule {
  static forRoot(options: ConfigModuleOptions = {}): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: LoadedSettings, useFactory: () => options.loaded ?? loadSettings(options) },
        ...SETTINGS_CLASSES.map((settingsClass) => ({
          provide: settingsClass,
          inject: [LoadedSettings],
          useFactory: (loaded: LoadedSettings) => loaded.get(settingsClass),
        })),
      ],
      exports: [LoadedSettings, ...SETTINGS_CLASSES],
    };
  }
}
