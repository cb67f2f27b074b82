# Sourced by ./run, ./test, ./bench and ./fuzz, from the top folder: installs what is missing, after saying what.
# shellcheck shell=bash

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

# "what must be there|Debian package": a command on the path, a file, or a header for pkg-config when it begins with pc:
tools_build='cc|gcc
pc:libc.h|libc6-dev
meson|meson
ninja|ninja-build
pkg-config|pkg-config
python3|python3
node|nodejs
npm|npm
pc:libuv|libuv1-dev
/usr/include/http_parser.h|libhttp-parser-dev
pc:openssl|libssl-dev
pc:libpq|libpq-dev
pc:yajl|libyajl-dev
pc:libsodium|libsodium-dev
/usr/include/unistr.h|libunistring-dev
pc:libqrencode|libqrencode-dev
pc:libcurl|libcurl4-openssl-dev
pc:gsl|libgsl-dev
pc:nlopt|libnlopt-dev
/usr/include/suitesparse/cholmod.h|libsuitesparse-dev
pc:pangocairo|libpango1.0-dev
pc:librsvg-2.0|librsvg2-dev
/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf|fonts-dejavu-core
/usr/share/zoneinfo/Europe/London|tzdata
/etc/ssl/certs/ca-certificates.crt|ca-certificates'
tools_test='pc:cmocka|libcmocka-dev
/usr/lib/postgresql/*/bin/initdb|postgresql
chromium|chromium
openssl|openssl
pdftotext|poppler-utils
/usr/lib/python3/dist-packages/aiosmtpd/__init__.py|python3-aiosmtpd
Rscript|r-base-core
/usr/lib/R/*/lme4/DESCRIPTION|r-cran-lme4
/usr/lib/R/*/nlme/DESCRIPTION|r-cran-nlme
/usr/lib/R/*/metafor/DESCRIPTION|r-cran-metafor
/usr/lib/R/*/jsonlite/DESCRIPTION|r-cran-jsonlite
/usr/share/fonts/truetype/*/*.ttf|fonts-dejavu-core'
tools_bench='/usr/lib/postgresql/*/bin/initdb|postgresql
psql|postgresql-client
Rscript|r-base-core
/usr/lib/R/*/lme4/DESCRIPTION|r-cran-lme4
/usr/lib/R/*/jsonlite/DESCRIPTION|r-cran-jsonlite'
tools_clang='clang-19|clang-19
/usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.fuzzer-*.a|libclang-rt-19-dev
/usr/lib/llvm-19/bin/llvm-symbolizer|llvm-19'
tools_all='clang-tidy-19|clang-tidy-19
cppcheck|cppcheck'

is_there() {
    case "$1" in
        pc:libc.h) [ -e /usr/include/stdio.h ] ;;
        pc:*) pkg-config --exists "${1#pc:}" 2>/dev/null ;;
        /*) compgen -G "$1" >/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

# setup_packages YES LIST…: installs the Debian packages of the lists that are not there. YES is 1 to do so without asking.
setup_packages() {
    local yes=$1 line missing=()
    shift
    while IFS= read -r line; do
        if [ -n "$line" ] && ! is_there "${line%%|*}"; then missing+=("${line##*|}"); fi
    done <<<"$(printf '%s\n' "$@")"
    [ ${#missing[@]} -gt 0 ] || return 0

    command -v apt-get >/dev/null || stop "These Debian packages are missing, and there is no apt-get here: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || stop "These Debian packages are missing: ${missing[*]}
Install them as root (there is no sudo here): apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "Missing Debian packages: ${missing[*]}"
    if [ "$yes" != 1 ]; then
        [ -t 0 ] || stop "Nothing was installed, as nobody can be asked here. Run this again with --yes, or install them yourself."
        read -r -p "Install them now with ${as_root[*]:+${as_root[*]} }apt-get? [y/N] " line
        case "$line" in y | Y | yes) ;; *) stop "Nothing was installed." ;; esac
    fi
    "${as_root[@]}" apt-get update -qq || say "The package lists could not be refreshed; going on with those that are there."
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" ||
        stop "apt-get could not install: ${missing[*]}"
}

# The npm packages of the lock file: SQLite's source, and what the browser tests use. None of their install scripts is run.
setup_npm() {
    if [ node_modules/.package-lock.json -nt package-lock.json ]; then return 0; fi
    say "Fetching the npm packages of package-lock.json (SQLite's source, test tools)"
    # Their declared Node versions are for running them as a server; we only compile or drive them, and tests hold that.
    npm ci --no-progress --loglevel=error || stop "npm could not fetch the packages of package-lock.json."
    touch node_modules/.package-lock.json
}

# setup_build FOLDER MESON-OPTION…: configures FOLDER, anew when the options or the compiler ($CC) are others than before.
setup_build() {
    local dir=$1 asked log
    shift
    asked="${CC:-cc} $*"
    if [ -f "$dir/build.ninja" ] && [ "$(cat "$dir/.asked" 2>/dev/null)" = "$asked" ]; then return 0; fi
    rm -rf "$dir"
    log=$(meson setup "$dir" "$@" 2>&1) || { printf '%s\n' "$log" | tail -n 30 >&2; stop "Meson could not configure $dir."; }
    printf '%s' "$asked" >"$dir/.asked"
}

# build_targets FOLDER TARGET…: builds; what failed first is shown where it fails.
build_targets() {
    local dir=$1 log
    shift
    log=$(ninja -C "$dir" "$@" 2>&1) || { printf '%s\n' "$log" | sed -n '/^FAILED: /,$p' | head -n 60 >&2; stop "$dir does not build."; }
}
