#!/bin/bash
# One run of the Pulumi CLI in a workflow, and its digest (scripts/pipeline/digest.mjs) for whoever has to know.
#
#   scripts/pipeline/pulumi.sh preview|drift|up <stack> <digest file> [flags of the CLI]
#
# `preview` and `up` are judged by the policy pack. `drift` compares what exists with the state, without the program; it
# exits with 0 whether it found something or not. None of them prints the value of a resource, an output or a link to the
# state; the event log, which has values, is deleted.
set -euo pipefail

if [[ $# -lt 3 || ! $1 =~ ^(preview|drift|up)$ || ! $2 =~ ^[A-Za-z0-9_.-]{1,100}$ ]]; then
  echo "usage: $0 preview|drift|up <stack> <digest file> [flags of the CLI]" >&2
  exit 2
fi
command=$1 stack=$2 digest=$3
shift 3

# On the state's bucket a refresh that is only a preview takes no lock and writes nothing.
case $command in
  preview) run=(preview --policy-pack policy-pack) ;;
  drift) run=(refresh --preview-only --expect-no-changes) ;;
  # Whoever calls this has seen the preview, and the pack's judgement of it.
  up) run=(up --yes --skip-preview --policy-pack policy-pack) ;;
esac

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# What a program prints must not be taken for a command to the runner.
token=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
echo "::stop-commands::$token"
code=0
PULUMI_DEBUG_COMMANDS=true PULUMI_SKIP_UPDATE_CHECK=true pulumi "${run[@]}" --stack "$stack" \
  --non-interactive --color never --suppress-outputs --suppress-progress --event-log "$log" "$@" || code=$?
echo "::$token::"

kind=preview
[[ $command != drift ]] || kind=drift
node "$(dirname "$0")/write-digest.mjs" "$kind" "$stack" "$code" "$log" "$digest"

# 7: changes where none were expected. That is what a check is for.
[[ $command != drift || $code -ne 7 ]] || code=0
exit "$code"
