import { describeSettings, type LoadedSettings, type SettingSource } from '@genesis/config';
import type { LoggerService } from '@nestjs/common';

/** One line with every setting under its source, secrets hidden, and one for each remark that the load has left. */
export function logSettings(loaded: LoadedSettings, logger: LoggerService): void {
  const bySource: Partial<Record<SettingSource, Record<string, string>>> = {};
  for (const { name, source, value } of describeSettings(loaded)) {
    (bySource[source] ??= {})[name] = value;
  }
  logger.log({ settings: bySource }, 'settings read', 'Start');
  for (const warning of loaded.warnings) logger.warn(warning, 'Start');
}
