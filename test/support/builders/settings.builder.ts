import {
  describeSettings,
  loadSettings,
  SettingsError,
  type EnvironmentVariables,
  type LoadedSettings,
} from '../../../libs/config/src/index.js';

/** What is wrong with the settings of a process; nothing when it starts. */
export function problemsOf(env: EnvironmentVariables, dotenvPath?: string): readonly string[] {
  try {
    loadSettings({ env, dotenvPath });
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

/** Where a setting came from. */
export function sourceOf(loaded: LoadedSettings, name: string): string | undefined {
  return describeSettings(loaded).find((description) => description.name === name)?.source;
}

/** A complete configuration, as far as it must be. */
export const PRODUCTION: EnvironmentVariables = {
  ENVIRONMENT: 'production',
  SECRET_KEY: 'k'.repeat(32),
  DATABASE_URL: 'postgresql://genesis:s3cret-of-the-house@db:5432/genesis',
  REDIS_URL: 'rediss://:cache-password@redis:6379/0',
  REDIS_QUEUE_URL: 'rediss://:queue-password@redis-queue:6379/0',
  DIGITALCLOUD360_SERVICE_SECRET: 's'.repeat(32),
  GENESIS_SERVICE_SECRET: 'the secret that the platform sends us',
  CORS_ORIGINS: 'https://digitalcloud360.ci',
  TRUST_PROXY_HOPS: '1',
};
