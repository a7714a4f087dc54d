#!/bin/sh
# Writes Asterisk's configuration: fills the places (@NAME@) of the templates from the environment.
#
#   dialplan/render.sh OUTDIR [OVERLAY]
#
# Templates are the *.conf files beside this script; those of the folder OVERLAY replace them by name.
# ARI_PASSWORD and AMI_PASSWORD are required; everything else has the default below. Lists
# (ARI_APPS, TRUNK_MATCH) are separated by commas.
set -eu

fail() {
  echo "render.sh: $1" >&2
  exit 1
}

[ $# -ge 1 ] || fail 'say where to write: dialplan/render.sh OUTDIR [OVERLAY]'
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
[ -d "${2:-$here}" ] || fail "there is no folder $2"
[ -n "${ARI_PASSWORD:-}" ] || fail 'ARI_PASSWORD is not set: choose the password that the application gives to Asterisk'
[ -n "${AMI_PASSWORD:-}" ] || fail 'AMI_PASSWORD is not set: choose the password of the manager interface'

# Files hold passwords: only their owner reads them.
umask 077
mkdir -p "$1"
ETC_DIR=$(CDPATH='' cd -- "$1" && pwd)

# The folder of the first file that exists.
folder_of() {
  for file in "$@"; do
    if [ -e "$file" ]; then
      dirname -- "$file"
      return
    fi
  done
}

# An Asterisk that was extracted into a folder has its own root.
: "${ASTERISK_ROOT:=}"
: "${MODULES_DIR:=$(folder_of "$ASTERISK_ROOT"/usr/lib/*/asterisk/modules/res_ari.so "$ASTERISK_ROOT"/usr/lib*/asterisk/modules/res_ari.so)}"
[ -n "$MODULES_DIR" ] || fail 'Asterisk has no module res_ari.so here: install Asterisk 20 or later, or set ASTERISK_ROOT or MODULES_DIR'
: "${DATA_DIR:=$(folder_of "$ASTERISK_ROOT"/usr/share/asterisk/rest-api "$ASTERISK_ROOT"/var/lib/asterisk/rest-api)}"
[ -n "$DATA_DIR" ] || fail 'Asterisk has no folder rest-api here: install Asterisk 20 or later, or set ASTERISK_ROOT or DATA_DIR'

: "${STATE_DIR:=/var/lib/asterisk}" "${LOG_DIR:=/var/log/asterisk}" "${RUN_DIR:=/run/asterisk}"
: "${SOUNDS:=$here/sounds}"
: "${ARI_BIND:=127.0.0.1}" "${ARI_HTTP_PORT:=8088}" "${ARI_USERNAME:=zangpay}" "${ARI_APPS:=zangpay}"
: "${AMI_BIND:=127.0.0.1}" "${AMI_PORT:=5038}" "${AMI_USERNAME:=zangpay}" "${AMI_PERMIT:=127.0.0.1/255.255.255.255}"
: "${SIP_BIND:=0.0.0.0}" "${SIP_PORT:=5060}" "${RTP_START:=10000}" "${RTP_END:=10199}" "${EXTERNAL_ADDRESS:=}"
: "${TRUNK_MATCH:=127.0.0.1}"
: "${TRUNK_CONTACT:=sip:${TRUNK_MATCH%%[,/]*}:5060}"
: "${OPERATOR_CONTACT:=$TRUNK_CONTACT}"
: "${NET_SECONDS:=900}" "${OPERATOR_SECONDS:=25}"
export ETC_DIR MODULES_DIR DATA_DIR STATE_DIR LOG_DIR RUN_DIR SOUNDS ARI_BIND ARI_HTTP_PORT ARI_USERNAME \
  ARI_PASSWORD ARI_APPS AMI_BIND AMI_PORT AMI_USERNAME AMI_PASSWORD AMI_PERMIT SIP_BIND SIP_PORT RTP_START \
  RTP_END EXTERNAL_ADDRESS TRUNK_MATCH TRUNK_CONTACT OPERATOR_CONTACT NET_SECONDS OPERATOR_SECONDS

# Fills one template. Values come from the environment, so that no password is seen in a process list.
fill() {
  awk '
    function value(name) {
      if (!(name in ENVIRON)) wrong(name " is not set")
      if (ENVIRON[name] ~ /[\n\r;]/) wrong(name " may not hold a line break or a semicolon")
      return ENVIRON[name]
    }
    function wrong(what) {
      print "render.sh: " what " (" FILENAME ")" > "/dev/stderr"
      failed = 1
      exit 1
    }
    {
      line = ""
      rest = $0
      while (match(rest, /@[A-Z_]+@/)) {
        line = line substr(rest, 1, RSTART - 1) value(substr(rest, RSTART + 1, RLENGTH - 2))
        rest = substr(rest, RSTART + RLENGTH)
      }
      print line rest
    }
    END { exit failed }
  ' "$1"
}

mkdir -p "$STATE_DIR/lib/keys" "$STATE_DIR/spool" "$STATE_DIR/cache" "$LOG_DIR" "$RUN_DIR"
# Asterisk complains of these when they are absent; nothing in them is needed.
for name in acl ccss features stasis udptl websocket_client; do
  : > "$ETC_DIR/$name.conf"
done
for template in "$here"/*.conf ${2:+"$2"/*.conf}; do
  fill "$template" > "$ETC_DIR/${template##*/}" || fail "nothing usable was written to $ETC_DIR"
done
