#!/bin/bash
# Waits until every proxy in service was launched from what `pulumi up` configured last, and is healthy. Run it after
# `pulumi up`, which starts the replacement of the proxies and does not wait for it, so that a pipeline fails with a
# configuration that does. Needs the AWS CLI, with the rights to describe Auto Scaling groups and instance refreshes.
#
#   scripts/await-proxies.sh <Auto Scaling group> [minutes, default 120]
#
# Exits with 0 when all are, with 1 when the replacement has failed or was given up, with 2 when the time is over, with 3
# when the AWS CLI gets no answer (no such group, no credentials or rights). EC2 Auto Scaling tries for an hour to replace
# an instance before it fails: until then nothing is lost but time.
set -euo pipefail

if [[ $# -lt 1 || $# -gt 2 || ! ${2:-120} =~ ^[0-9]{1,4}$ ]]; then
  echo "usage: $0 <Auto Scaling group> [minutes, default 120]" >&2
  exit 2
fi
group=$1
deadline=$((SECONDS + 60 * 10#${2:-120}))

# shellcheck disable=SC2016 # Backquotes are JMESPath's.
refresh() {
  aws autoscaling describe-instance-refreshes --auto-scaling-group-name "$group" --max-records 1 --output text \
    --query '[InstanceRefreshes[0].Status || `"None"`, InstanceRefreshes[0].StatusReason || `"no reason given"`]'
}

# The version wanted, then for each instance its version, where it is in its life, and its health.
instances() {
  aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names "$group" --output text \
    --query 'AutoScalingGroups[0].[LaunchTemplate.Version, Instances[].[LaunchTemplate.Version, LifecycleState, HealthStatus]]'
}

# Instances that are not yet what they should be; a group without any is not there yet either.
lagging() {
  awk 'NR == 1 { wanted = $1; next }
    { members++; if ($1 != wanted || $2 != "InService" || $3 != "Healthy") others++ }
    END { print members ? others + 0 : "all" }'
}

unanswered() {
  echo "no answer about \`$group\`: whether its proxies were replaced is not known" >&2
  exit 3
}

while true; do
  replacement=$(refresh) || unanswered
  IFS=$'\t' read -r status reason <<<"$replacement"
  members=$(instances) || unanswered
  behind=$(lagging <<<"$members")
  case $status in
    Pending | InProgress | Baking | Cancelling) echo "replacement $status, $behind instances to go" ;;
    Rollback*)
      echo "replacement $status: $reason" >&2
      [[ $status == RollbackInProgress ]] || exit 1
      ;;
    *)
      if [[ $behind == 0 ]]; then
        echo "all proxies are from the current launch template, in service and healthy"
        exit
      fi
      if [[ $status == Failed || $status == Cancelled ]]; then
        echo "replacement $status, $behind instances are not what they should be: $reason" >&2
        exit 1
      fi
      echo "no replacement under way, $behind instances to go"
      ;;
  esac
  if ((SECONDS >= deadline)); then
    echo "gave up after ${2:-120} minutes: $behind instances are not what they should be" >&2
    exit 2
  fi
  sleep 20
done
