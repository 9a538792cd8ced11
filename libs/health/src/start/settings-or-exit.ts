import { type LoadedSettings, loadSettings, SettingsError } from '@genesis/config';

/** Source: sysexits.h, EX_CONFIG. */
export const EXIT_CONFIGURATION = 78;

/** The settings of this process. Faulty ones end it with 78 and one message on standard error: there is no logger yet.
 *  @param service for the message, e.g. `genesis-api` */
export function settingsOrExit(service: string): LoadedSettings {
  try {
    return loadSettings();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${service} does not start. ${error.message}\n`);
    process.exit(EXIT_CONFIGURATION);
  }
}
