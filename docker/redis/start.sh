#!/bin/sh
# Usage: start.sh cache|queue|test <secret>
# Redis reads no secret file. The password is taken from the URL by which the service reaches this server, so that the
# two cannot disagree; only its hash is written, into memory, together with the configuration.
set -eu
umask 077
conf_dir=${GENESIS_REDIS_CONF_DIR:-/etc/redis}
run_dir=${GENESIS_REDIS_RUN_DIR:-/run/redis}
secrets_dir=${GENESIS_SECRETS_MOUNT:-/run/secrets}

password=$(sed -n 's#^rediss\{0,1\}://[^:@/]*:\([^@/]*\)@.*#\1#p' "$secrets_dir/$2")
case $password in
  '') echo "start.sh: the secret $2 is not a redis:// URL with a password" >&2; exit 78 ;;
  *%*) echo "start.sh: the password in $2 must consist of letters, digits, - . _ and ~" >&2; exit 78 ;;
esac

cp "$conf_dir/$1.conf" "$run_dir/redis.conf"
# Everything the service and its queue library call; nothing that empties, reconfigures or stops the server. Tests look
# at their keys.
case $1 in test) more=+keys ;; *) more= ;; esac
printf 'user default on #%s ~* &* +@all -@admin -@dangerous +info %s\n' \
  "$(printf %s "$password" | sha256sum | cut -d' ' -f1)" "$more" >>"$run_dir/redis.conf"
shift 2
exec redis-server "$run_dir/redis.conf" "$@"
