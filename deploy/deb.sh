#!/bin/sh
# Build a Debian package with every library that it needs inside, which installs without a network.
#
#   deploy/deb.sh WHEEL [FOLDER]      (make deb builds the wheel; the package is written to FOLDER, dist unless given)
#
# PYTHON_VERSION is that of the Debian that it is for (3.13: trixie; 3.11: bookworm), WHEELS a folder with the libraries'
# wheels; without one they are fetched. The same wheel and libraries give the same bytes.
set -eu

HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
WHEEL=${1:?usage: deb.sh WHEEL [FOLDER]}
OUT=${2:-$HERE/../dist}
PYTHON=${PYTHON:-python3}
PYTHON_VERSION=${PYTHON_VERSION:-3.13}
ARCHITECTURE=$(dpkg --print-architecture)
WORK=$(mktemp -d)
STAGE=$WORK/stage
trap 'rm -rf "$WORK"' EXIT

die() { printf 'deb.sh: %s\n' "$*" >&2; exit 1; }

main() {
    command -v dpkg-deb >/dev/null || die "dpkg-deb is not installed: no package can be built"
    version=$(basename "$WHEEL" | cut -d- -f2)
    export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-1767225600}"
    put_libraries
    put_files
    put_control "$version"
    find "$STAGE" -newermt "@$SOURCE_DATE_EPOCH" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
    mkdir -p "$OUT"
    dpkg-deb --root-owner-group -Zzstd --build "$STAGE" "$OUT/envoy-monitor_${version}_$ARCHITECTURE.deb"
}

# pip fits them together for another Python than its own: none of them runs code to be installed.
put_libraries() {
    platforms="--platform manylinux_2_28_$(uname -m) --platform manylinux_2_17_$(uname -m) --platform manylinux2014_$(uname -m)"
    python="--python-version $PYTHON_VERSION --implementation cp $platforms --only-binary=:all:"
    target="$python --target $STAGE/opt/envoy-monitor/lib"
    quiet="--quiet --disable-pip-version-check --no-index --no-compile"
    wheels=${WHEELS:-$WORK/wheels}
    if [ ! -d "$wheels" ]; then
        # shellcheck disable=SC2086
        "$PYTHON" -m pip download --quiet --dest "$wheels" $python --require-hashes \
            --requirement "$HERE/../requirements/run.lock" || die "no wheels"
    fi
    # shellcheck disable=SC2086
    "$PYTHON" -m pip install $quiet --find-links "$wheels" $target --require-hashes \
        --requirement "$HERE/../requirements/run.lock" || die "the libraries in $wheels are not those of run.lock"
    rm -rf "$STAGE/opt/envoy-monitor/lib/bin"
    # shellcheck disable=SC2086
    "$PYTHON" -m pip install $quiet --no-deps $target "$WHEEL" || die "$WHEEL does not fit"
    rm -rf "$STAGE/opt/envoy-monitor/lib/bin" "$STAGE"/opt/envoy-monitor/lib/envoy_monitor-*.dist-info/direct_url.json
}

put_files() {
    install -D -m 0755 "$HERE/debian/envoy-monitor" "$STAGE/opt/envoy-monitor/bin/envoy-monitor"
    install -D -m 0755 "$HERE/envoy-monitor.command" "$STAGE/usr/bin/envoy-monitor"
    for unit in envoy-monitor.service envoy-monitor-backup.service envoy-monitor-backup.timer; do
        install -d "$STAGE/usr/lib/systemd/system"
        sed 's|/usr/local/share/doc/|/usr/share/doc/|' "$HERE/$unit" >"$STAGE/usr/lib/systemd/system/$unit"
    done
    install -D -m 0644 "$HERE/envoy-monitor.tmpfiles" "$STAGE/usr/lib/tmpfiles.d/envoy-monitor.conf"
    install -D -m 0644 "$HERE/../config/monitor.toml" "$STAGE/etc/envoy-monitor/monitor.toml"
    for page in deploy.md alert.md; do
        install -D -m 0644 "$HERE/../docs/$page" "$STAGE/usr/share/doc/envoy-monitor/$page"
    done
    install -D -m 0644 "$HERE/../LICENSE" "$STAGE/usr/share/doc/envoy-monitor/copyright"
    chmod -R u=rwX,go=rX "$STAGE"
}

put_control() {
    install -d "$STAGE/DEBIAN"
    minor=${PYTHON_VERSION#3.}
    sed -e "s/@VERSION@/$1/; s/@ARCHITECTURE@/$ARCHITECTURE/; s/@NEXT_PYTHON@/3.$((minor + 1))/; s/@PYTHON@/$PYTHON_VERSION/" \
        -e "s/@SIZE@/$(du -sk --apparent-size "$STAGE" | cut -f1)/" "$HERE/debian/control" >"$STAGE/DEBIAN/control"
    echo /etc/envoy-monitor/monitor.toml >"$STAGE/DEBIAN/conffiles"
    for script in preinst postinst prerm postrm; do
        install -m 0755 "$HERE/debian/$script" "$STAGE/DEBIAN/$script"
    done
    (cd "$STAGE" && find opt usr etc -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
}

main
