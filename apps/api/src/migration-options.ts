import { ASSET_ENTITIES } from '@genesis/assets';
import { BRIEF_ENTITIES } from '@genesis/briefs';
import { COACHING_ENTITIES } from '@genesis/coaching';
import type { DatabaseSettings } from '@genesis/config';
import { IdempotencyKey, postgresOptions } from '@genesis/database';
import { IDENTITY_ENTITIES } from '@genesis/identity';
import { PUBLISHING_ENTITIES } from '@genesis/publishing';
import { QUOTA_ENTITIES } from '@genesis/quota';
import { RUN_ENTITIES } from '@genesis/runs';

/** Connection of the migration command. It knows every entity, which no lib may. */
export function migrationOptions(settings: DatabaseSettings) {
  return {
    ...postgresOptions(settings, 'genesis-migrate'),
    entities: [
      IdempotencyKey,
      ...IDENTITY_ENTITIES,
      ...RUN_ENTITIES,
      ...QUOTA_ENTITIES,
      ...BRIEF_ENTITIES,
      ...COACHING_ENTITIES,
      ...ASSET_ENTITIES,
      ...PUBLISHING_ENTITIES,
    ],
  };
}
