#!/usr/bin/env bash
# Makes a cluster a region: Argo CD Core, the Secret that says which region it is, and the one Application that keeps the rest.
# Asks nothing, keeps no secret, and may be run again at any time: it applies the same again.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: infra/gitops/bootstrap/bootstrap.sh --region ID --env staging|prod --repo URL --context NAME
         [--revision main] [--distribution k3s|gke] [--repo-key FILE] [--print]

  --region ID           the region's id, as in wrangler.toml: iad, bom, fra
  --env ENV             staging or prod
  --repo URL            where this repository is: https://… or git@…
  --context NAME        the cluster, as a context of your kubeconfig
  --revision REV        the branch or tag that the region follows (default: main)
  --distribution NAME   k3s or gke: a gke cluster is not upgraded from here (default: k3s)
  --repo-key FILE       a private key that may read a private repository; goes to the cluster, never to git
  --print               print what makes this cluster that region, and touch no cluster
TEXT
}

refuse() {
  printf 'bootstrap: %s\n\n' "$1" >&2
  usage >&2
  exit 2
}

REGION='' ENVIRONMENT='' REPO='' REVISION=main DISTRIBUTION=k3s context='' repo_key='' print=false
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --print) print=true && shift && continue ;;
  esac
  [ $# -ge 2 ] || refuse "$1: expected a value behind it, found nothing"
  case $1 in
    --region) REGION=$2 ;;
    --env) ENVIRONMENT=$2 ;;
    --repo) REPO=$2 ;;
    --revision) REVISION=$2 ;;
    --distribution) DISTRIBUTION=$2 ;;
    --context) context=$2 ;;
    --repo-key) repo_key=$2 ;;
    *) refuse "$1: no such option" ;;
  esac
  shift 2
done

here=$(cd "$(dirname "$0")" && pwd)
release=infra/gitops/values/region-app/releases/$ENVIRONMENT/$REGION.yaml

[[ $REGION =~ ^[a-z]{3}$ ]] || refuse "--region: expected an id such as iad, found \"$REGION\""
[[ $ENVIRONMENT =~ ^(staging|prod)$ ]] || refuse "--env: expected staging or prod, found \"$ENVIRONMENT\""
[[ $REPO =~ ^(https://|ssh://|git@)[A-Za-z0-9._~:/@-]+$ ]] || refuse "--repo: expected an https:// or git@ address, found \"$REPO\""
[[ $REVISION =~ ^[A-Za-z0-9._/-]+$ ]] || refuse "--revision: expected a branch or tag, found \"$REVISION\""
[[ $DISTRIBUTION =~ ^(k3s|gke)$ ]] || refuse "--distribution: expected k3s or gke, found \"$DISTRIBUTION\""
[ -z "$repo_key" ] || [ -r "$repo_key" ] || refuse "--repo-key: expected a file that can be read, found \"$repo_key\""
[ -f "$here/../../../$release" ] || refuse "--region $REGION --env $ENVIRONMENT: expected a release of it, found no $release"

# The three documents that differ between clusters, with this one's values in them.
region_manifests() {
  local document name text
  for document in project cluster root; do
    text=$(<"$here/region/$document.yaml")
    for name in REGION ENVIRONMENT REPO REVISION DISTRIBUTION; do
      text=${text//"\${$name}"/${!name}}
    done
    printf -- '---\n%s\n' "$text"
  done
}

if "$print"; then
  region_manifests
  exit 0
fi

[ -n "$context" ] || refuse '--context: expected the name of a context, found nothing'
command -v kubectl >/dev/null || refuse 'kubectl: expected on the PATH, found nothing'

cluster() { kubectl --context "$context" "$@"; }
apply() { cluster apply --server-side --force-conflicts "$@"; }

# A cluster that is a region already is never made another one: its database would follow. Where Argo CD is not there yet,
# kubectl finds nothing, which is no failure; one that can't say is not taken for a new cluster.
is=$(cluster --namespace argocd get secret --selector argocd.argoproj.io/secret-type=cluster \
  --output 'jsonpath={range .items[*]}{.metadata.labels.env}/{.metadata.labels.region} {end}') ||
  refuse "--context $context: expected to learn which region it is, found that kubectl could not say"
[ -z "$is" ] || [ "$is" = "$ENVIRONMENT/$REGION " ] ||
  refuse "--context $context: expected a new cluster or $ENVIRONMENT/$REGION, found ${is% }"

echo "1/3 Argo CD Core in $context"
apply --kustomize "$here"
cluster wait --for condition=Established --timeout 120s \
  crd/applications.argoproj.io crd/applicationsets.argoproj.io crd/appprojects.argoproj.io
for workload in deployment/argocd-redis deployment/argocd-repo-server \
  deployment/argocd-applicationset-controller statefulset/argocd-application-controller; do
  cluster --namespace argocd rollout status "$workload" --timeout 300s
done

if [ -n "$repo_key" ]; then
  cluster --namespace argocd create secret generic nearside-repository --dry-run=client --output yaml \
    --from-literal type=git --from-literal "url=$REPO" --from-file "sshPrivateKey=$repo_key" |
    cluster label --local --filename - --dry-run=client --output yaml argocd.argoproj.io/secret-type=repository |
    apply --filename -
fi

echo "2/3 $ENVIRONMENT/$REGION from $REPO at $REVISION"
region_manifests | apply --filename -

echo '3/3 what git does not hold'
missing=0
for secret in api/nearside-keys api/nearside-database api/database-ca database/pg-ca database/database-ca database/pg-owner database/pg-read \
  database/pg-write database/pg-backup tunnel/tunnel-token; do
  cluster --namespace "${secret%/*}" get secret "${secret#*/}" >/dev/null 2>&1 && continue
  echo "    missing: Secret ${secret#*/} in namespace ${secret%/*}"
  missing=$((missing + 1))
done
[ "$missing" -gt 0 ] || echo '    every Secret is there'

cat <<TEXT

Watch it come up, wave by wave; a database waits until its Secrets are there:
  kubectl --context $context --namespace argocd get applications --watch
What an Application waits for:
  kubectl --context $context --namespace argocd describe application NAME
TEXT
