import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import {
  ConfigModule,
  HttpSettings,
  LoadedSettings,
  loadSettings,
  SETTINGS_CLASSES,
  SettingsError,
} from './index.js';

class PortReader {
  constructor(readonly settings: HttpSettings) {}
}

@Module({
  providers: [
    {
      provide: PortReader,
      inject: [HttpSettings],
      useFactory: (settings: HttpSettings) => new PortReader(settings),
    },
  ],
})
class FeatureModule {}

describe('ConfigModule', () => {
  it('gives every module the settings under their classes', async () => {
    const application = await Test.createTestingModule({
      imports: [ConfigModule.forRoot({ env: { PORT: '9000' } }), FeatureModule],
    }).compile();

    expect(application.get(PortReader).settings.port).toBe(9000);
    for (const settingsClass of SETTINGS_CLASSES) {
      expect(application.get(settingsClass)).toBe(application.get(LoadedSettings).get(settingsClass));
    }
  });

  it('takes settings that were loaded before', async () => {
    const loaded = loadSettings({ env: {} });
    const application = await Test.createTestingModule({
      imports: [ConfigModule.forRoot({ loaded })],
    }).compile();
    expect(application.get(LoadedSettings)).toBe(loaded);
  });

  it('refuses to start with a faulty configuration', async () => {
    const starting = Test.createTestingModule({
      imports: [ConfigModule.forRoot({ env: { PORT: 'x' } })],
    }).compile();
    await expect(starting).rejects.toBeInstanceOf(SettingsError);
  });
});
