#!/bin/sh
# Run by backup.sh out of its session, which holds the snapshot: writes the dump, and its exit code beside it.
{ "$PG_BIN/pg_dump" --format=custom --no-owner --no-privileges --lock-wait-timeout=60s --snapshot="$SNAPSHOT"; echo $? >"$WORK/dump.code"; } |
  sh -c "${BACKUP_FILTER:-cat}" >"$DRAFT/database.dump" || echo 1 >"$WORK/dump.code"
