#!/bin/sh
set -eu
umask 077
PROGRAM=backup
SCRIPTS=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$SCRIPTS/postgres.sh"

usage() {
  cat <<'END'
Usage: sh scripts/backup/backup.sh <folder> [--every <seconds>]

Makes a backup of the database and of ASSET_DIR: <folder>/<database>-<UTC time>/ with database.dump (pg_dump, custom
format), assets.tar, manifest.json and SHA256SUMS. It appears under its name when it is whole, and not before. Then old
ones go. The service goes on meanwhile.

  --every <seconds>   stay, and make one so often; one that failed is tried again after a minute, or sooner

Environment
  DATABASE_URL, DATABASE_URL_FILE    or PGHOST, PGPORT, PGUSER, PGDATABASE and PGPASSWORD_FILE; PostgreSQL itself, not a pooler.
                                     A role that may read everything is enough (genesis_backup)
  ASSET_DIR            pictures; without it none are kept
  BACKUP_KEEP          newest backups that stay (7)
  BACKUP_KEEP_DAYS     days of which the newest backup stays beyond those (14)
  BACKUP_FILTER        a command that database.dump and assets.tar go through, e.g. `age -r age1…` or `gpg -e -r …`
  BACKUP_TEXTFILE_DIR  where node exporter reads text files; backup.prom gets the time of the last good backup
  APP_VERSION          for the manifest
  PG_BIN               folder of psql, pg_dump and pg_restore, where they are not found

Exit code 0: made; 1: not made; 2: not understood; 4: another one is under way.
END
}

folder='' every=''
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --every) [ $# -gt 1 ] && is_number "$2" && [ "$2" -gt 0 ] || fail 2 '--every needs a number of seconds'; every=$2; shift ;;
    -*) usage >&2; fail 2 "there is no option $1" ;;
    *) [ -z "$folder" ] || fail 2 'one folder, please'; folder=$1 ;;
  esac
  shift
done
[ -n "$folder" ] || { usage >&2; exit 2; }
keep=${BACKUP_KEEP:-7} keep_days=${BACKUP_KEEP_DAYS:-14}
is_number "$keep" && [ "$keep" -gt 0 ] || fail 2 'BACKUP_KEEP must be a number above 0'
is_number "$keep_days" || fail 2 'BACKUP_KEEP_DAYS must be a number'

if [ -n "$every" ]; then
  ended() { kill "$!" 2>/dev/null || :; exit 0; }
  trap ended INT TERM
  while :; do
    # In the background, so that a signal is heard at once; what it leaves is removed by the next one.
    sh "$0" "$folder" & wait $! && pause=$every || pause=60
    [ "$pause" -le "$every" ] || pause=$every
    sleep "$pause" & wait $!
  done
fi

connect_by_environment
find_programs
[ -d "$folder" ] || mkdir -p "$folder" || fail 1 "cannot make $folder"
if [ -n "${ASSET_DIR:-}" ]; then
  [ -d "$ASSET_DIR" ] || fail 1 "ASSET_DIR is no folder: $ASSET_DIR"
  ASSET_DIR=$(CDPATH='' cd -- "$ASSET_DIR" && pwd)
fi
folder=$(CDPATH='' cd -- "$folder" && pwd)
case $PGDATABASE in *[!A-Za-z0-9_-]*) fail 2 "a database named $PGDATABASE has no place in a file's name" ;; esac

started=$(date +%s)
DATED='[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z'
NAME=$PGDATABASE-$(date -u +%Y%m%dT%H%M%SZ)
DRAFT=$folder/.draft-$NAME
WORK=$(mktemp -d)
trap 'rm -rf "$WORK" "$DRAFT"' EXIT
trap 'exit 1' INT TERM HUP
export PG_BIN WORK DRAFT BACKUP_FILTER

# One session holds the snapshot, of which rows are counted, pictures listed and the dump is made. Its lock goes with it.
hold_snapshot() {
  sql -v database="$PGDATABASE" -v client="$(major_of "$PG_BIN/pg_dump")" <<END
SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '60s';
SELECT pg_try_advisory_lock(hashtextextended('genesis-backup', 0)) AS free,
       current_setting('server_version_num')::int / 10000 > :client AS older \\gset
\\if :free
\\else
\\! echo busy >"\$WORK/refused"
\\quit
\\endif
\\if :older
\\! echo older >"\$WORK/refused"
\\quit
\\endif
\\! cd "\$(dirname "\$DRAFT")" && rm -rf ".draft-\$PGDATABASE-"$DATED ".old-\$PGDATABASE-"$DATED; mkdir "\$DRAFT"
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS taken_at,
       current_setting('server_version') AS server \\gset
\\setenv SNAPSHOT :snapshot
\\o '$WORK/facts'
SELECT 'taken_at|' || :'taken_at' UNION ALL SELECT 'server|' || :'server'
 UNION ALL SELECT 'migrations|' || count(*) FROM public.migrations
 UNION ALL (SELECT 'migration|' || name FROM public.migrations ORDER BY timestamp DESC LIMIT 1);
\\o '$WORK/rows'
$COUNT_ROWS
\\o '$WORK/pictures'
SELECT DISTINCT key FROM public.asset WHERE brief_id IS NOT NULL ORDER BY key;
\\o
\\! sh '$SCRIPTS/dump.sh'
COMMIT;
END
}

# Pictures of the snapshot, after it: a picture's file is there before its row, and never changes. One that is not there
# any more is of a brief that was deleted since.
pack_pictures() {
  rm -rf "$WORK/links"
  mkdir "$WORK/links"
  files=0 missing=0
  while read -r key; do
    if [ -f "$ASSET_DIR/$key" ]; then
      files=$((files + 1))
      printf '%s\0' "$ASSET_DIR/$key"
    else
      missing=$((missing + 1))
    fi
  done <"$WORK/pictures" >"$WORK/present"
  # Not every tar makes an empty archive, or takes a list.
  [ "$files" -gt 0 ] || return 0
  xargs -0 -n 500 sh -c 'ln -s "$@" "$0"' "$WORK/links" <"$WORK/present" || return 1
  { tar -chf - -C "$WORK/links" . 2>"$WORK/tar.said"; echo $? >"$WORK/tar.code"; } |
    sh -c "${BACKUP_FILTER:-cat}" >"$DRAFT/assets.tar" && [ "$(cat "$WORK/tar.code")" -eq 0 ]
}

fact() { sed -n "s/^$1|//p" "$WORK/facts"; }

write_manifest() {
  {
    cat <<END
{
  "format": 1,
  "database": "$PGDATABASE",
  "taken_at": "$(fact taken_at)",
  "application_version": "${APP_VERSION:-unknown}",
  "server_version": "$(fact server)",
  "pg_dump_version": "$("$PG_BIN/pg_dump" --version | sed 's/^[^)]*) *//; s/ .*//')",
  "is_filtered": $([ -n "${BACKUP_FILTER:-}" ] && echo true || echo false),
  "schema": { "migrations": $(fact migrations), "last": "$(fact migration)" },
  "assets": { "files": $files, "missing": $missing },
  "rows": {
END
    awk -F'|' 'NR > 1 { print "," } { printf "    \"%s\": %s", $1, $2 } END { print "" }' "$WORK/rows"
    printf '  }\n}\n'
  } >"$DRAFT/manifest.json"
}

rotate() {
  last_day='' days=0 n=0
  for old in $(cd "$folder" && ls -d "$PGDATABASE"-$DATED 2>/dev/null | sort -r); do
    n=$((n + 1)) day=${old%T*}
    if [ "$day" != "$last_day" ]; then
      last_day=$day days=$((days + 1))
      [ "$days" -gt "$keep_days" ] || continue
    fi
    [ "$n" -gt "$keep" ] || continue
    # Gone at once, whole or not at all.
    mv "$folder/$old" "$folder/.old-$old" && rm -rf "$folder/.old-$old" || say "could not remove $old"
  done
}

tell_prometheus() {
  [ -n "${BACKUP_TEXTFILE_DIR:-}" ] || return 0
  draft=$BACKUP_TEXTFILE_DIR/.backup.prom.$$
  {
    echo '# HELP genesis_ai_backup_last_success_timestamp_seconds When the snapshot of the last good backup was taken.'
    echo '# TYPE genesis_ai_backup_last_success_timestamp_seconds gauge'
    echo "genesis_ai_backup_last_success_timestamp_seconds $started"
  } >"$draft" && chmod 644 "$draft" && mv "$draft" "$BACKUP_TEXTFILE_DIR/backup.prom"
}

hold_snapshot || fail 1 'the database did not give what was asked of it'
case $(cat "$WORK/refused" 2>/dev/null) in
  busy) trap 'rm -rf "$WORK"' EXIT; fail 4 'another backup of this database is under way' ;;
  older) fail 1 "pg_dump in $PG_BIN is older than the server: install the server's version, or name its folder in PG_BIN" ;;
esac
[ "$(cat "$WORK/dump.code" 2>/dev/null || echo 1)" -eq 0 ] && [ -s "$DRAFT/database.dump" ] || fail 1 'the dump failed'
[ -n "${BACKUP_FILTER:-}" ] || "$PG_BIN/pg_restore" --list "$DRAFT/database.dump" >/dev/null || fail 1 'the dump cannot be read'

missing=0 files=0
if [ -n "${ASSET_DIR:-}" ]; then
  # A file may go between the look and the copy.
  pack_pictures || pack_pictures || pack_pictures || { cat "$WORK/tar.said" >&2; fail 1 'the pictures could not be copied'; }
fi
[ "$missing" -eq 0 ] || say "$missing pictures that rows name are not in $ASSET_DIR: deleted since the snapshot, or lost"
write_manifest
(cd "$DRAFT" && for file in *; do [ "$file" = SHA256SUMS ] || sha256 "$file"; done >SHA256SUMS)
sync
mv "$DRAFT" "$folder/$NAME" || fail 1 'the backup could not be put in its place'
sync
rotate
tell_prometheus || fail 1 "the backup is made, but $BACKUP_TEXTFILE_DIR/backup.prom could not be written"
say "made $folder/$NAME: $(awk -F'|' '{ n += $2 } END { print n + 0 }' "$WORK/rows") rows, $files pictures, $(($(date +%s) - started)) s"
printf '%s\n' "$folder/$NAME"
