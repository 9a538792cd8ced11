#!/bin/sh
# Usage: ping.sh <secret>
# The reply counts, not the exit code: redis-cli ends with 0 on an error reply too.
set -eu
secrets_dir=${GENESIS_SECRETS_MOUNT:-/run/secrets}
REDISCLI_AUTH=$(sed -n 's#^rediss\{0,1\}://[^:@/]*:\([^@/]*\)@.*#\1#p' "$secrets_dir/$1")
export REDISCLI_AUTH
[ "$(redis-cli -h 127.0.0.1 -p "${GENESIS_REDIS_PORT:-6379}" ping)" = PONG ]
