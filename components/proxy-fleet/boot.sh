#!/bin/bash
# Makes a proxy of a fresh instance and reports the outcome to its launch hook: on any failure the instance is given up
# and the ones that serve go on serving. It is the same for every stack; what differs is in boot.env.
set -euo pipefail

here=/opt/proxy-fleet
# shellcheck source=/dev/null
. "$here/boot.env"

metadata=http://169.254.169.254/latest
token=$(curl -fsS --retry 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/api/token")
instance=$(curl -fsS --retry 5 -H "X-aws-ec2-metadata-token: $token" "$metadata/meta-data/instance-id")

retry() {
  local attempt
  for attempt in 1 2 3 4; do
    "$@" && return
    sleep $((attempt * 5))
  done
  "$@"
}

outcome=ABANDON
# shellcheck disable=SC2317
report() {
  # Time for the agent to send what went wrong: the instance is gone soon after.
  [[ $outcome == CONTINUE ]] || sleep 15
  retry aws autoscaling complete-lifecycle-action --region "$REGION" \
    --auto-scaling-group-name "$GROUP" --lifecycle-hook-name "$HOOK" \
    --instance-id "$instance" --lifecycle-action-result "$outcome"
}
trap report EXIT

# A repository that cannot be reached must fail a run: skipped in silence, "compliant" would only mean "offline".
sed -i -e '/^skip_if_unavailable=/d' -e '/^\[/a skip_if_unavailable=False' /etc/yum.repos.d/*.repo
sed -i -e 's/^skip_if_unavailable=.*/skip_if_unavailable=False/' /etc/dnf/dnf.conf

sed -i -e 's/^SELINUX=.*/SELINUX=enforcing/' /etc/selinux/config
setenforce 1

# The kernel comes with the image, or with the patch window, which reboots. What is rejected comes in no way at all.
mapfile -t rejected <"$here/rejected"
exclude=("${rejected[@]/#/--exclude=}")
retry dnf -y -q "${exclude[@]}" upgrade --security --exclude='kernel*'
retry dnf -y -q "${exclude[@]}" install amazon-cloudwatch-agent nginx nginx-mod-stream

/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl \
  -a fetch-config -m ec2 -s -c "file:$here/cloudwatch-agent.json"

install -m 0644 "$here/nginx.conf" "$here/routes.conf" /etc/nginx/
install -d -m 0700 /etc/pki/nginx/private
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 800 -subj /CN=proxy \
  -keyout /etc/pki/nginx/private/server.key -out /etc/pki/nginx/server.crt
restorecon -RF /etc/nginx /etc/pki/nginx
setsebool -P httpd_can_network_connect 1

nginx -t
systemctl daemon-reload
systemctl enable --now nginx
systemctl disable --now sshd

# Ready is who serves and reaches the domain, whatever the domain says to a stranger.
asked() { curl -ks -o /dev/null -m 15 -w '%{http_code}' "https://127.0.0.1/$1" || true; }
for _ in $(seq 60); do
  if [[ $(asked healthz) == 200 && $(asked readyz) =~ ^[234] ]]; then
    outcome=CONTINUE
    exit
  fi
  sleep 5
done
echo "proxy: nginx runs, but the domain does not answer" >&2
exit 1
