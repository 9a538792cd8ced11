# shellcheck shell=sh
# What backup.sh and restore.sh share: words, PostgreSQL's programs, the connection. Sourced, not run. POSIX sh: it also runs
# in the image of PostgreSQL, which has busybox.

say() { printf '%s: %s\n' "$PROGRAM" "$*" >&2; }
# fail <exit code> <text>
fail() { code=$1; shift; say "$*"; exit "$code"; }

is_number() { case $1 in '' | *[!0-9]*) return 1 ;; esac; }

if command -v sha256sum >/dev/null 2>&1; then sha256() { sha256sum "$@"; }; else sha256() { shasum -a 256 "$@"; }; fi

# The parts of a URL as libpq's variables: in an argument a password is everybody's to see.
export_url() {
  parts=$(printf '%s\n' "$1" | LC_ALL=C awk '
    function decoded(text,   out, i, c) {
      out = ""
      for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "%") {
          c = sprintf("%c", 16 * (index(HEX, tolower(substr(text, i + 1, 1))) - 1) + index(HEX, tolower(substr(text, i + 2, 1))) - 1)
          i += 2
        }
        out = out c
      }
      gsub(/\047/, "\047\\\047\047", out)
      return "\047" out "\047"
    }
    BEGIN { HEX = "0123456789abcdef" }
    {
      if (!sub(/^postgres(ql)?:\/\//, "")) exit 1
      query = ""
      if (i = index($0, "?")) { query = substr($0, i + 1); $0 = substr($0, 1, i - 1) }
      if (i = index($0, "/")) { name = substr($0, i + 1); $0 = substr($0, 1, i - 1) }
      if (i = index($0, "@")) {
        who = substr($0, 1, i - 1); $0 = substr($0, i + 1)
        if (i = index(who, ":")) { print "PGPASSWORD=" decoded(substr(who, i + 1)); who = substr(who, 1, i - 1) }
        print "PGUSER=" decoded(who)
      }
      if (match($0, /:[0-9]+$/)) { print "PGPORT=" decoded(substr($0, RSTART + 1)); $0 = substr($0, 1, RSTART - 1) }
      gsub(/^\[|\]$/, "")
      print "PGHOST=" decoded($0)
      if (name != "") print "PGDATABASE=" decoded(name)
      n = split(query, given, "&")
      for (i = 1; i <= n; i++) {
        split(given[i], pair, "=")
        if (pair[1] ~ /^ssl(mode|rootcert|cert|key)$/) print "PG" toupper(pair[1]) "=" decoded(pair[2])
      }
    }') || fail 2 'the address of the database is no postgresql:// URL'
  eval "$parts"
  export PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE PGSSLMODE PGSSLROOTCERT PGSSLCERT PGSSLKEY
}

# DATABASE_URL, the file that DATABASE_URL_FILE names, or libpq's own variables, with the password in PGPASSWORD_FILE.
connect_by_environment() {
  if [ -n "${DATABASE_URL_FILE:-}" ]; then
    [ -r "$DATABASE_URL_FILE" ] || fail 2 "cannot read DATABASE_URL_FILE, $DATABASE_URL_FILE"
    DATABASE_URL=$(cat "$DATABASE_URL_FILE")
  fi
  [ -z "${DATABASE_URL:-}" ] || export_url "$DATABASE_URL"
  if [ -n "${PGPASSWORD_FILE:-}" ]; then
    [ -r "$PGPASSWORD_FILE" ] || fail 2 "cannot read PGPASSWORD_FILE, $PGPASSWORD_FILE"
    PGPASSWORD=$(cat "$PGPASSWORD_FILE")
    export PGPASSWORD
  fi
  [ -n "${PGHOST:-}" ] && [ -n "${PGDATABASE:-}" ] ||
    fail 2 'no database: set DATABASE_URL, DATABASE_URL_FILE, or PGHOST, PGUSER and PGDATABASE'
  export PGAPPNAME=genesis-$PROGRAM PGCONNECT_TIMEOUT="${PGCONNECT_TIMEOUT:-10}"
}

# sql <psql options…>: statements from standard input; the first that fails ends it.
sql() { "$PG_BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 -v VERBOSITY=terse "$@"; }

major_of() { "$1" --version 2>/dev/null | sed -n 's/^[^)]*) \([0-9][0-9]*\).*/\1/p'; }

# Sets PG_BIN to a folder with psql, pg_dump and pg_restore: as given, or those of the server's own version where Debian has
# them, else the newest. What a newer pg_dump writes, the server may not take back.
find_programs() {
  wanted=${PG_BIN:-}
  find_any_programs
  [ -z "$wanted" ] || return 0
  own=/usr/lib/postgresql/$(echo "SELECT current_setting('server_version_num')::int / 10000;" | sql)/bin ||
    fail 1 'no answer from the database'
  [ ! -x "$own/pg_dump" ] || PG_BIN=$own
}

find_any_programs() {
  for found in ${PG_BIN:-$(folders_of_programs)}; do
    if [ -x "$found/psql" ] && [ -x "$found/pg_dump" ] && [ -x "$found/pg_restore" ]; then
      PG_BIN=$found
      return
    fi
  done
  fail 1 'no psql, pg_dump and pg_restore here: install postgresql-client, or name their folder in PG_BIN'
}

folders_of_programs() {
  # Debian's /usr/bin/pg_dump chooses a version by local clusters; the real ones come first.
  for found in /usr/lib/postgresql/*/bin; do [ -d "$found" ] && echo "$found"; done | sort -t/ -k5,5nr
  ! command -v pg_dump >/dev/null 2>&1 || dirname "$(command -v pg_dump)"
}

# Statements that print `table|rows` for every table.
COUNT_ROWS="SELECT format('SELECT %L, count(*) FROM %I.%I', c.relname, n.nspname, c.relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname COLLATE \"C\" \\gexec"

# Every file of a folder is what its name says: <sha256>.<extension>.
pictures_are_whole() {
  (cd "$1" && find . -type f -name '*.*' | sed 's|^\./||' | awk -F. 'length($1) == 64 { print $1 "  " $0 }' |
    sha256 -c >/dev/null 2>&1)
}
