#!/usr/bin/env bash
# Makes this machine ready: checks the tools a developer brings, installs the system packages that are missing,
# unpacks the driver of the virtual reader into target/ and installs the npm packages.
#
#   tests/prepare.sh demo|test|bench|packages|test-packages
#
# The second run finds everything there and takes a moment.

set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-}
case $purpose in
  demo | test | bench | packages | test-packages) ;;
  *)
    echo "usage: tests/prepare.sh demo|test|bench|packages|test-packages" >&2
    exit 2
    ;;
esac

say() { printf 'prepare: %s\n' "$*"; }

stop() {
  printf 'prepare: %s\n' "$@" >&2
  exit 1
}

# Whether version $1 is at least version $2.
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

rust_wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)

check_tools() {
  local rust_version node_wanted=20.19 node_version
  command -v cargo >/dev/null || stop "Rust is missing: install Rust $rust_wanted or later (https://rustup.rs)."
  rust_version=$(rustc --version | cut -d ' ' -f 2)
  at_least "${rust_version%%-*}" "$rust_wanted" || stop "Rust $rust_wanted or later is needed; this is $rust_version. With rustup: rustup update."
  command -v node >/dev/null || stop "Node.js is missing: install Node.js $node_wanted or later (https://nodejs.org)."
  node_version=$(node --version)
  at_least "${node_version#v}" "$node_wanted" || stop "Node.js $node_wanted or later is needed; this is $node_version (https://nodejs.org)."
  command -v npm >/dev/null || stop "npm is missing: it comes with Node.js (https://nodejs.org)."
  command -v make >/dev/null || stop "make is missing."
  if [ "$purpose" = test ]; then
    cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 ||
      stop "rustfmt or clippy is missing: rustup component add rustfmt clippy, or, with Debian's own Rust, apt-get install rustfmt rust-clippy."
  fi
}

# The private reader service needs namespaces of its own, which only root has without a user namespace.
check_namespaces() {
  [ "$(id -u)" != 0 ] || return 0
  ! unshare --map-root-user --mount --net true 2>/dev/null || return 0
  stop "This system keeps normal users from making namespaces, which the private reader service needs." \
    "Start this as root (sudo make $purpose), or allow them until the next start of the system:" \
    "  sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0    (Ubuntu 24.04 and later)" \
    "  sudo sysctl kernel.unprivileged_userns_clone=1                (where an older Debian forbids them)"
}

# Whether the system's own Rust is recent enough and has its standard library's source.
builds_std() {
  local version
  version=$(/usr/bin/rustc --version 2>/dev/null | cut -d ' ' -f 2)
  [ -n "$version" ] && [ -x /usr/bin/cargo ] && at_least "${version%%-*}" "$rust_wanted" &&
    [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library" ]
}

wanted=()
reasons=()

# Remembers package $1 for the reason $2.
want() {
  wanted+=("$1")
  reasons+=("$2")
}

# Wants the package $2 unless a browser of the family $1, or of any, is there.
want_browser() {
  ! node tests/stand/installed-browser.mjs $1 >/dev/null || return 0
  if [ "$system" = ubuntu ]; then
    stop "No ${1:-browser} was found that can start a native host: Ubuntu's own Chromium and Firefox are snaps, which cannot." \
      "Install $( [ "$1" = firefox ] && echo "Mozilla's package of Firefox (https://support.mozilla.org/kb/install-firefox-linux)" || echo "Google Chrome (https://www.google.com/chrome/)") and start this again."
  fi
  want "$2" "the browser"
}

list_packages() {
  want gcc "links the Rust programs"
  want libc6-dev "links the Rust programs"
  want pkg-config "finds the PC/SC library"
  want libpcsclite-dev "the PC/SC library that the host is linked with"
  if [ "$purpose" = packages ] || [ "$purpose" = test-packages ]; then
    want dpkg-dev "finds the packages of the libraries that the programs are linked with"
    want rpm "builds the packages for Fedora and SUSE"
    want gpg "signs"
    want git "tells the moment that stands in every package"
    if ! builds_std; then
      want rustc-web "builds the programs for Windows, with a standard library of its own"
      want cargo-web "builds the programs for Windows"
      want rust-web-src "the standard library that is built for Windows"
    fi
    want gcc-mingw-w64-x86-64-win32 "links the programs for Windows"
    want nsis "builds the installer for Windows"
    want wixl "builds the MSI"
    want msitools "gives the MSI its code"
    want faketime "stops the clock for the MSI"
    want osslsigncode "signs for Windows"
  fi
  if [ "$purpose" = packages ]; then return; fi
  want pcscd "the reader service, of which a private one is started"
  want iproute2 "gives that service's network its loopback"
  want libx11-6 "the login window"
  want libx11-xcb1 "the login window"
  want libxcursor1 "the login window"
  want libxi6 "the login window"
  want libxkbcommon-x11-0 "the login window"
  if [ "$purpose" != demo ] || [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    want xvfb "a display for the login window where there is none"
    want xdotool "types the PIN of the emulated card"
  fi
  if [ "$purpose" = test ]; then
    want pcsc-tools "a second PC/SC client, which must not get a signature"
    want at-spi2-core "reads the login window as a screen reader does"
    want dbus "reads the login window as a screen reader does"
    want python3-gi "reads the login window as a screen reader does"
    want gir1.2-atspi-2.0 "reads the login window as a screen reader does"
    want openbox "manages the login window as a desktop does"
    want g++ "builds the fuzzer that drives the fuzz targets"
    want x11-utils "tells how the login window stands among others"
    want redis-tools "a store that several portals share; redis-server would start a service, too"
  fi
  if [ "$purpose" = bench ]; then
    want x11-utils "tells when a window appears"
    want redis-tools "a store that several portals share; redis-server would start a service, too"
    want opensc "signs with the same card"
    want opensc-pkcs11 "signs with the same card"
    want pinentry-gtk2 "asks for a PIN in a window of its own"
    want zenity "asks for a PIN in a window of its own"
  fi
  if [ "$purpose" = test ] || [ "$purpose" = bench ]; then
    want openssl "a certificate for a site that is served on this machine"
    want_browser chromium chromium
    want_browser firefox firefox-esr
  elif [ "$purpose" = test-packages ]; then
    want chromium "the browser"
    want firefox-esr "the browser"
    want libccid "what the package of the host needs, so that nothing is fetched for it"
    want libxkbcommon0 "what the package of the host needs, so that nothing is fetched for it"
    want lintian "checks the packages for Debian"
    want rpmlint "checks the packages for Fedora and SUSE"
    want gpg-agent "signs"
    want wine "runs what is built for Windows"
    want wine64 "runs what is built for Windows"
    want python3 "unpacks the zips"
    want openssl "a certificate that signs for Windows"
  else
    want_browser '' chromium
  fi
  if [ -z "$(fc-list :lang=ja 2>/dev/null | head -n 1)" ]; then
    want fonts-noto-cjk "Japanese letters for the browser"
  fi
}

# Which family of systems this is: debian, ubuntu, or other.
system_family() {
  local id
  for id in $(sed -n 's/^ID\(_LIKE\)\{0,1\}=//p' /etc/os-release 2>/dev/null | tr -d '"' | sort -r); do
    case $id in
      ubuntu) echo ubuntu && return ;;
    esac
  done
  if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then echo debian; else echo other; fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    stop "There is no sudo. As root, please run: $*"
  fi
}

apt_refreshed=
apt_refresh() {
  [ -n "$apt_refreshed" ] || as_root apt-get -q update
  apt_refreshed=yes
}

install_packages() {
  local present index package missing=()
  present=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "${wanted[@]}" 2>/dev/null | sed -n 's/^ii *//p' || true)
  for index in "${!wanted[@]}"; do
    package=${wanted[$index]}
    if ! grep -qxF -e "$package" <<<"$present" && ! provided "$package"; then
      missing+=("$package")
      say "missing: $package (${reasons[$index]})"
    fi
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  apt_refresh
  removes_nothing "${missing[@]}"
  say "installing ${#missing[@]} packages with apt-get$([ "$(id -u)" = 0 ] || echo ' through sudo')"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=400 install -y --no-install-recommends "${missing[@]}"
}

# Stops where packages cannot be had, or only instead of others: whoever installed those decides about them.
removes_nothing() {
  local plan removed
  plan=$(LC_ALL=C apt-get -q -s install --no-install-recommends "$@" 2>&1) || {
    printf '%s\n' "$plan" | sed -n 's/^E: /prepare: /p' >&2
    stop "These packages cannot be had here. Everything was tried on Debian 12; a container of it will do."
  }
  removed=$(sed -n 's/^Remv \([^ ]*\).*/\1/p' <<<"$plan" | paste -s -d ' ')
  [ -z "$removed" ] || stop "apt would remove what cannot stand beside these packages: $removed" \
    "Nothing was changed. If nothing of yours needs it, remove it (apt-get remove $removed) and start this again;" \
    "if something does, use another machine or a container of Debian 12."
}

# Whether another installed package stands in for $1, as pkgconf does for pkg-config.
provided() {
  case $1 in
    pkg-config) command -v pkg-config >/dev/null ;;
    gcc) command -v cc >/dev/null ;;
    g++) command -v c++ >/dev/null ;;
    *) return 1 ;;
  esac
}

name_packages_and_stop() {
  local index
  {
    say "this is neither Debian nor Ubuntu: please install what these Debian packages hold, and start this again:"
    for index in "${!wanted[@]}"; do
      printf '  %-20s %s\n' "${wanted[$index]}" "${reasons[$index]}"
    done
    printf '  %-20s %s\n' vsmartcard-vpcd "the driver of the virtual reader: put libifdvpcd.so into target/vpcd/"
  } >&2
  exit 1
}

# The driver is unpacked and not installed: its package would open a card port in the machine's own reader service.
unpack_reader_driver() {
  local folder=target/vpcd download
  [ ! -e $folder/libifdvpcd.so ] || return 0
  say "unpacking the driver of the virtual reader into $folder"
  mkdir -p $folder
  download=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of now is meant
  trap "rm -rf '$download'" EXIT
  if [ "$(id -u)" = 0 ]; then chmod 755 "$download"; chown _apt "$download" 2>/dev/null || true; fi
  (cd "$download" && apt-get -q download vsmartcard-vpcd) || {
    apt_refresh
    (cd "$download" && apt-get -q download vsmartcard-vpcd)
  }
  dpkg -x "$download"/vsmartcard-vpcd_*.deb "$download/unpacked"
  find "$download/unpacked" -name 'libifdvpcd.so.*' -type f -exec cp {} $folder/libifdvpcd.so.new \;
  mv $folder/libifdvpcd.so.new $folder/libifdvpcd.so
}

install_npm_packages() {
  if [ tests/node_modules/.package-lock.json -nt tests/package-lock.json ]; then return; fi
  say "installing the npm packages of tests/"
  # npm's own folder of downloads stays out of the home folder, too.
  npm ci --prefix tests --cache target/npm --no-audit --no-fund --no-update-notifier
  touch tests/node_modules/.package-lock.json
}

install_cargo_fuzz() {
  local version=0.13.2
  if [ "$(target/tools/bin/cargo-fuzz --version 2>/dev/null)" = "cargo-fuzz $version" ]; then return; fi
  say "installing cargo-fuzz into target/tools"
  cargo install cargo-fuzz --quiet --locked --version $version --root target/tools
}

check_tools
if [ "$purpose" = test-packages ] && [ "$(id -u)" = 0 ] && [ -n "${SUDO_UID:-}" ] && [ "$SUDO_UID" != 0 ]; then
  stop "Please start this without sudo: make test-packages. Only the tests need root, and ask for it themselves."
fi
if [ "$purpose" != packages ]; then check_namespaces; fi
system=$(system_family)
list_packages
if [ "$system" = other ]; then
  if [ ! -e target/vpcd/libifdvpcd.so ]; then name_packages_and_stop; fi
else
  install_packages
  if [ "$purpose" != packages ]; then unpack_reader_driver; fi
fi
if [ "$purpose" = packages ]; then exit; fi
install_npm_packages
if [ "$purpose" = test ]; then install_cargo_fuzz; fi
