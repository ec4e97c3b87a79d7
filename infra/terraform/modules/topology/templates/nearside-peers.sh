#!/bin/bash
# Says which machines may reach this region's Postgres: nearside-peers 198.51.100.7 203.0.113.9
# They replace the ones of before, at once or not at all.
set -euo pipefail

rules=""
for address in "$@"; do
  if ! [[ $address =~ ^([0-9]{1,3}\.){3}[0-9]{1,3}$ ]]; then
    echo "nearside-peers: expected IPv4 addresses, found $address; nothing is changed" >&2
    exit 2
  fi
  rules+="add element inet nearside peers { $address }"$'\n'
done

file=/etc/nearside/peers.nft
before=$(cat "$file")
printf '%s' "$rules" >"$file"
if ! nft -f /etc/nearside/firewall.nft; then
  printf '%s\n' "$before" >"$file"
  echo "nearside-peers: nft refused the addresses; nothing is changed" >&2
  exit 1
fi
nft list set inet nearside peers
