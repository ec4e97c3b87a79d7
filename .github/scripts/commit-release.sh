#!/usr/bin/env bash
# One release command as one commit on main. Where somebody pushes in between, it is decided anew on what is there then: a
# release that is only carried over could undo another one. What would not render is never pushed.
set -euo pipefail
: "${COMMAND:?expected bump, flip, rollback or retire}" "${ENVIRONMENT:?expected staging or prod}"
: "${TOKEN:?expected a token that may push}" "${GITHUB_REPOSITORY:?}" "${GITHUB_ACTOR:?}"
REGIONS=${REGIONS:-} TAG=${TAG:-} DIGEST=${DIGEST:-} WHY=${WHY:-} TRIES=${TRIES:-5}
remote=${REMOTE:-https://x-access-token:$TOKEN@github.com/$GITHUB_REPOSITORY}
# Git alone gets it, not what npm has installed.
export -n TOKEN

git config user.name "$GITHUB_ACTOR"
git config user.email "$GITHUB_ACTOR@users.noreply.github.com"

options=(--env "$ENVIRONMENT")
[ -z "$REGIONS" ] || options+=(--region "$REGIONS")
[ -z "$TAG" ] || options+=(--tag "$TAG")
[ -z "$DIGEST" ] || options+=(--digest "$DIGEST")
[ -z "$WHY" ] || options+=(--why "$WHY")

for ((try = 1; try <= TRIES; try++)); do
  git fetch --quiet "$remote" main
  git checkout --quiet -B main FETCH_HEAD
  npm run --silent nearside -- release "$COMMAND" "${options[@]}"
  node_modules/.bin/node infra/check/release.ts "$ENVIRONMENT"
  if git push "$remote" main:main; then
    git log --max-count 1 --format='pushed %h: %s'
    exit 0
  fi
  echo "try $try of $TRIES: somebody was quicker"
done
echo "gave up: main has changed $TRIES times in between" >&2
exit 1
