#!/bin/sh
# Usage: run-tests.sh [suite…]
# Tests of the sources mounted on /source, in the container's own copy of them: its dependencies and its manifest stay.
set -eu
cd /app
for entry in /source/* /source/.swcrc /source/.env.example; do
  case ${entry##*/} in
    node_modules | dist | data | logs | output | coverage | package.json | package-lock.json) ;;
    *) cp -R "$entry" . ;;
  esac
done
# Both are the test base: nothing else is there.
DATABASE_URL=$(cat /run/secrets/test_database_url)
TEST_DATABASE_URL=$DATABASE_URL
REDIS_URL=$(cat /run/secrets/redis_url)
export DATABASE_URL TEST_DATABASE_URL REDIS_URL
exec node scripts/genesis.mjs test "$@"
