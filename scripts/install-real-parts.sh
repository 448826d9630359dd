#!/usr/bin/env bash
# Installs the separate programs that tests run for real, as root on Debian or Ubuntu; those written in Python into a
# folder of their own, whose `bin` then belongs on the path. tests/real-parts.ts says how each is found.
#
#   scripts/install-real-parts.sh FOLDER
set -euo pipefail

# gixy reads nginx configuration for known mistakes, the AWS CLI says whether it accepts the commands of docs/, moto
# answers the console's function as AWS does, zizmor reads the workflows for known weaknesses.
GIXY=0.2.59
AWSCLI=1.46.3
MOTO=5.2.1
ZIZMOR=1.32.0

folder=${1:?usage: install-real-parts.sh FOLDER}

packages=(cloud-init nginx libnginx-mod-stream openssl python3-venv shellcheck)
# Whichever there is will do; Ubuntu has Chromium as a snap only, and Chrome on GitHub's runners.
command -v chromium >/dev/null || command -v google-chrome-stable >/dev/null || packages+=(chromium)

apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
python3 -m venv "$folder"
"$folder/bin/pip" install -q --disable-pip-version-check \
  "gixy-ng==$GIXY" "awscli==$AWSCLI" "moto[server]==$MOTO" "zizmor==$ZIZMOR"
