# Sourced by samples/demo.sh and tests/run.sh, from the project's top folder: install what is missing, build.
# Works on a bare Debian 12, as root or with sudo.

BUILD_PACKAGES="gcc libc6-dev meson ninja-build pkg-config gettext liblua5.4-dev libsqlite3-dev libcsv-dev libsodium-dev
libjansson-dev libseccomp-dev libxxhash-dev nettle-dev"
TEST_PACKAGES="$BUILD_PACKAGES clang libclang-rt-14-dev libcriterion-dev lua-check lua5.4 sqlite3 python3"

say() { printf '%s\n' "$*" >&2; }

# need PACKAGE…: install those that are not there
need() {
  missing=
  for package; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
  done
  [ -z "$missing" ] && return 0
  as=
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { say "please install:$missing"; exit 5; }
    as=sudo
  fi
  say "installing:$missing"
  $as apt-get update -qq >&2
  $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# build FOLDER [meson option…]: configure once, then compile what changed
build() {
  folder=$1
  shift
  [ -f "$folder/build.ninja" ] || meson setup "$folder" "$@" >"/tmp/lindung-setup.$$" 2>&1 || { cat "/tmp/lindung-setup.$$" >&2; exit 5; }
  rm -f "/tmp/lindung-setup.$$"
  ninja -C "$folder" --quiet >&2 || ninja -C "$folder" >&2
}
