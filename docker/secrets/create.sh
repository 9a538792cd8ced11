#!/bin/sh
# Usage: create.sh <folder>
# Makes the secrets of docker-compose.prod.yml that are not there yet. What is there stays.
set -eu
folder=${1:?usage: create.sh <folder>}
umask 077
mkdir -p "$folder"

random() { head -c 32 /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_'; }

put() {
  file=$folder/$1
  if [ -e "$file" ]; then echo "kept     $1"; return; fi
  printf %s "$2" >"$file.new"
  chmod 0444 "$file.new"
  mv "$file.new" "$file"
  if [ -n "$2" ]; then echo "made     $1"; else echo "empty    $1"; fi
}

put postgres_password "$(random)"
put postgres_owner_password "$(random)"
put postgres_app_password "$(random)"
put postgres_backup_password "$(random)"
put redis_url "redis://default:$(random)@redis:6379/0"
put redis_queue_url "redis://default:$(random)@redis-queue:6379/0"
put secret_key "$(random)"
put genesis_service_secret "$(random)"
put digitalcloud360_service_secret ''
put alertmanager_webhook_url ''
put grafana_password "$(random)"
for vendor in openai anthropic deepseek kimi tavily; do put "${vendor}_api_key" ''; done
