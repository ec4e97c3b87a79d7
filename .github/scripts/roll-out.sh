#!/usr/bin/env bash
# Gives an uploaded version of the Worker its share of the traffic, step by step: 0 %, 10 %, 50 %, all. Before each next step
# the version is asked itself, whatever its share is, beside the one before it. If it fails or is slow, all of the
# traffic goes back at once.
set -euo pipefail
: "${URL:?expected where the gateway answers}" "${NEW:?expected the id of the uploaded version}"
: "${WORKER:?expected the name of the Worker}"
CONFIG=${CONFIG:-wrangler.toml} PROBE=${PROBE:-/api/products?limit=1}
STEPS=${STEPS:-0 10 50 100} REQUESTS=${REQUESTS:-40} WAIT=${WAIT:-60} SLACK_MS=${SLACK_MS:-50}

wrangler() { npx wrangler "$@" --config "$CONFIG"; }
deploy() { wrangler versions deploy --yes --message "$1" "${@:2}"; }

OLD=$(wrangler deployments status --json |
  node_modules/.bin/node -p 'JSON.parse(require("fs").readFileSync(0)).versions.sort((a, b) => b.percentage - a.percentage)[0].version_id')
[ "$OLD" != "$NEW" ] || { echo "roll-out: $NEW takes all of the traffic already" && exit 0; }

back() {
  echo "roll-out: back to $OLD" >&2
  deploy "back: $1" "$OLD@100%"
  exit 1
}

# Asks one version, and prints how many answers were wrong, and the 95th percentile of the right ones in milliseconds.
measure() {
  for ((n = 0; n < REQUESTS; n++)); do
    curl --silent --output /dev/null --max-time 15 --header "Cloudflare-Workers-Version-Overrides: $WORKER=\"$1\"" \
      --write-out '%{http_code} %{time_total}\n' "$URL$PROBE" || true
  done | sort --key 2 --numeric-sort | awk -v requests="$REQUESTS" '
    $1 == 200 { right++; ms[right] = $2 * 1000 }
    END { at = int(right * 0.95 + 0.999); printf "%d %d\n", requests - right, ms[at] }'
}

for share in $STEPS; do
  if [ "$share" = 100 ]; then
    deploy "all to $NEW" "$NEW@100%" || back "the deployment of all"
  else
    deploy "$share % to $NEW" "$NEW@$share%" "$OLD@$((100 - share))%" || back "the deployment of $share %"
  fi
  sleep "$WAIT"
  read -r old_wrong old_ms < <(measure "$OLD")
  read -r new_wrong new_ms < <(measure "$NEW")
  echo "roll-out: $share %: $NEW $new_wrong of $REQUESTS wrong, p95 $new_ms ms; $OLD $old_wrong wrong, p95 $old_ms ms"
  [ "$new_wrong" -le "$old_wrong" ] || back "$new_wrong of $REQUESTS answers wrong at $share %"
  [ "$new_ms" -le $((old_ms + old_ms / 2 + SLACK_MS)) ] || back "p95 $new_ms ms instead of $old_ms ms at $share %"
  npm run --silent nearside -- status --url "$URL" || back "the gateway's own status at $share %"
done
