# What ./run and ./test share: words, the Rust toolchain, system packages. It is sourced, not run.
# shellcheck shell=bash disable=SC2034  # the lists are used by those who source this

# The oldest Rust that builds the workspace, as in Cargo.toml.
RUST_MIN=1.92

say() { printf '%s\n' "$*"; }
die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Finds cargo, also where rustup put it and this shell does not know yet; says how to get it otherwise.
need_rust() {
  if ! command -v cargo >/dev/null && [ -x "${CARGO_HOME:-$HOME/.cargo}/bin/cargo" ]; then
    PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
  fi
  local way_out="Get it from https://rustup.rs: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y
Then open a new terminal (or: . \"\$HOME/.cargo/env\") and start this again."
  command -v cargo >/dev/null || die "Rust $RUST_MIN or newer is needed, and there is none here.
$way_out"
  local found
  found=$(rustc --version 2>/dev/null | cut -d' ' -f2)
  if [ "$(printf '%s\n' "$RUST_MIN" "${found:-0}" | sort -V | head -n1)" != "$RUST_MIN" ]; then
    if command -v rustup >/dev/null; then way_out="Update it: rustup update stable"; fi
    die "Rust $RUST_MIN or newer is needed; here is ${found:-one that does not start}.
$way_out"
  fi
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# need_packages "PACKAGE|why" …: installs those that are missing, and names them first.
need_packages() {
  local missing=() line
  if ! command -v dpkg-query >/dev/null; then
    say "This is no Debian: please see to these yourself."
    for line in "$@"; do say "  ${line%%|*}: ${line#*|}"; done
    return 0
  fi
  for line in "$@"; do
    is_installed "${line%%|*}" || missing+=("$line")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "These system packages are missing and will be installed:"
  for line in "${missing[@]}"; do printf '  %-20s %s\n' "${line%%|*}" "${line#*|}"; done
  local names=("${missing[@]%%|*}") root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null ||
      die "That needs an administrator. Ask one to run: apt-get install --no-install-recommends ${names[*]}"
    root=(sudo)
    # Without a person at the terminal sudo must not wait for a password.
    if [ -n "${CI:-}" ] || ! [ -t 0 ]; then root=(sudo -n); fi
  fi
  local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
  local log
  log=$(mktemp)
  # The list of packages may be missing or old: one more try with a new one.
  if ! "${apt[@]}" install -y --no-install-recommends "${names[@]}" </dev/null >"$log" 2>&1; then
    if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${names[@]}"; } </dev/null >"$log" 2>&1; then
      tail -n 20 "$log" >&2
      die "The packages could not be installed; apt-get's last words stand above, all of them in $log.
Once it is put right, start this again, or install them by hand:
  ${root[*]:+sudo }apt-get update && ${root[*]:+sudo }apt-get install --no-install-recommends ${names[*]}"
    fi
  fi
  rm -f "$log"
}

PACKAGES_BUILD=(
  "gcc|compiles the parts in C and links"
  "libc6-dev|compiles the parts in C and links"
  "pkg-config|finds the two libraries below"
  "libssl-dev|ciphers of SQLCipher, which encrypts the kiosk's files"
  "libfontconfig-dev|fonts of the kiosk's window"
)

PACKAGES_FONTS=(
  "fonts-paratype|PT Sans: headings, numbers, office pages, badges"
  "fonts-sil-andika|Andika: words that participants read"
)

# The window loads these only when it opens, so the build does not ask for them.
PACKAGES_WINDOW=(
  "libx11-6|the kiosk's window"
  "libx11-xcb1|the kiosk's window"
  "libxcursor1|the kiosk's window"
  "libxi6|touch in the window"
  "libxkbcommon0|keys, and scanners that type"
  "libxkbcommon-x11-0|keys, and scanners that type"
)
