#!/bin/sh
set -eu
umask 027
PROGRAM=restore
SCRIPTS=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$SCRIPTS/postgres.sh"

usage() {
  cat <<'END'
Usage: sh scripts/backup/restore.sh <backup> [--check]

Restores a backup of backup.sh into an EMPTY database, and its pictures into ASSET_DIR. Checks the checksums before and the
number of rows of each table after. The database is written in one transaction: what is interrupted has left it empty.

  --check   look at the checksums, and touch no database

Environment
  DATABASE_URL, DATABASE_URL_FILE    or PGHOST, PGPORT, PGUSER, PGDATABASE and PGPASSWORD_FILE: the owner of the schema
                                     (genesis_user, whose default privileges give the service its rights)
  ASSET_DIR        where pictures go; needed where the backup has some. Files that are there stay
  RESTORE_FILTER   undoes BACKUP_FILTER, e.g. `age -d -i key.txt` or `gpg -d`
  PG_BIN           folder of psql, pg_dump and pg_restore, where they are not found

Exit code 0: restored; 1: not restored; 2: not understood; 3: refused, nothing was touched.
END
}

backup='' check=''
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --check) check=yes ;;
    -*) usage >&2; fail 2 "there is no option $1" ;;
    *) [ -z "$backup" ] || fail 2 'one backup, please'; backup=$1 ;;
  esac
  shift
done
[ -n "$backup" ] || { usage >&2; exit 2; }

started=$(date +%s)
for file in manifest.json SHA256SUMS database.dump; do [ -f "$backup/$file" ] || fail 3 "there is no $backup/$file"; done
grep -q '^  "format": 1,$' "$backup/manifest.json" || fail 3 'a backup of another format'
[ "$(wc -l <"$backup/SHA256SUMS")" -eq "$(find "$backup" -type f ! -name SHA256SUMS | wc -l)" ] ||
  fail 3 'SHA256SUMS does not tell of every file'
(cd "$backup" && sha256 -c SHA256SUMS >/dev/null 2>&1) || fail 3 'a file is not what its checksum says'
text_of() { sed -n "s/^  \"$1\": \"\(.*\)\",\$/\1/p" "$backup/manifest.json"; }
say "$(text_of database) of $(text_of taken_at), application $(text_of application_version): the checksums are right"
[ -z "$check" ] || exit 0

grep -q '"is_filtered": true' "$backup/manifest.json" && [ -z "${RESTORE_FILTER:-}" ] &&
  fail 3 'this backup went through a filter: name what undoes it in RESTORE_FILTER'
[ ! -f "$backup/assets.tar" ] || [ -n "${ASSET_DIR:-}" ] || fail 3 'this backup has pictures: say in ASSET_DIR where they go'
connect_by_environment
find_programs
WORK=$(mktemp -d)
pictures=''
trap 'rm -rf "$WORK" ${pictures:+"$pictures"}' EXIT
trap 'exit 1' INT TERM HUP

dumped_by=$(text_of pg_dump_version)
dumped_by=${dumped_by%%.*}
[ "$(major_of "$PG_BIN/pg_restore")" -ge "$dumped_by" ] || fail 3 "a dump of version $dumped_by needs a pg_restore that is not older"
sql >"$WORK/target" <<'END' || fail 1 'no answer from the database'
SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname !~ '^(pg_|information_schema$)' AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')),
       current_setting('server_version_num')::int / 10000;
END
IFS='|' read -r relations server <"$WORK/target"
[ "$relations" -eq 0 ] || fail 3 "$PGDATABASE on $PGHOST is not empty: $relations tables and the like. Restore into an empty one"
[ "$server" -ge "$dumped_by" ] || fail 3 "this is PostgreSQL $server; the dump was made by version $dumped_by and needs one that is not older"

# filtered <file> <command…>: the file as it was before its filter, into the command.
filtered() {
  file=$1; shift
  { sh -c "${RESTORE_FILTER:-cat}" <"$file"; echo $? >"$WORK/filter.code"; } | "$@" && [ "$(cat "$WORK/filter.code")" -eq 0 ]
}

# Pictures first: a row must not name a file that is not there.
if [ -f "$backup/assets.tar" ]; then
  mkdir -p "$ASSET_DIR"
  pictures=$ASSET_DIR/.restore-$$
  mkdir "$pictures"
  filtered "$backup/assets.tar" tar -xf - -C "$pictures" || fail 1 'the pictures could not be unpacked'
  pictures_are_whole "$pictures" || [ -z "$(ls "$pictures")" ] || fail 1 'a picture is not what its name says'
  for file in "$pictures"/*; do [ ! -f "$file" ] || mv -n "$file" "$ASSET_DIR/"; done
  rm -rf "$pictures"
fi

filtered "$backup/database.dump" "$PG_BIN/pg_restore" --dbname="$PGDATABASE" --no-owner --no-privileges --exit-on-error \
  --single-transaction || fail 1 'pg_restore failed; the database is as it was'

sed -n '/^  "rows": {$/,/^  }$/s/^    "\(.*\)": \([0-9]*\),*$/\1|\2/p' "$backup/manifest.json" >"$WORK/wanted"
printf '%s\n' "SET statement_timeout = 0;" "$COUNT_ROWS" | sql >"$WORK/found" || fail 1 'the rows could not be counted'
cmp -s "$WORK/wanted" "$WORK/found" || {
  diff "$WORK/wanted" "$WORK/found" >&2 || :
  fail 1 'the database does not have the rows that the manifest tells of'
}
echo 'ANALYZE;' | sql || fail 1 'ANALYZE failed: everything is there, run it again'
say "$(awk -F'|' '{ n += $2 } END { print n + 0 }' "$WORK/wanted") rows are there, as many as the manifest tells, after $(($(date +%s) - started)) s"
cat >&2 <<'END'
Next:
  1. migrate, if the release is newer than the backup (it finds nothing to do otherwise)
  2. Redis: there is nothing to restore. Start with empty ones (an old one has files of runs that are newer than their rows):
     rows are the truth, the reconciler of the workers makes the jobs again
  3. start api and worker with the SECRET_KEY of before, and look at /health/ready
  4. unfinished runs of the backup go on by themselves; what their vendors answered until the snapshot is not asked again
END
