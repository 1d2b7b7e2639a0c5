#!/bin/sh
# Install, upgrade or remove envoy-monitor as a systemd service. May be run again at any time: it does what is missing.
#
#   sudo deploy/install.sh [PACKAGE]          install or upgrade, from PACKAGE (a wheel or a checkout; this one unless given)
#   sudo deploy/install.sh uninstall          remove the program; configuration, archive and backups stay
#   sudo deploy/install.sh uninstall --purge  remove these, too
#
# PYTHON names the interpreter (3.11 or later). DESTDIR puts everything under another root and starts nothing.
set -eu

PYTHON=${PYTHON:-python3}
DESTDIR=${DESTDIR:-}
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
PROGRAM=/opt/envoy-monitor
SETTINGS=/etc/envoy-monitor
UNITS=/etc/systemd/system
DOCS=/usr/local/share/doc/envoy-monitor
COMMAND=/usr/local/bin/envoy-monitor

say() { printf '%s\n' "$*" >&2; }
die() { say "install.sh: $*"; exit 1; }

main() {
    [ -n "$DESTDIR" ] || [ "$(id -u)" -eq 0 ] || die "must be run by root"
    case ${1:-} in
        uninstall) uninstall "${2:-}" ;;
        -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0" ;;
        *) install_all "${1:-$HERE/..}" ;;
    esac
}

install_all() {
    package=$1
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || die "$PYTHON is older than Python 3.11; set PYTHON"
    install_program "$package"
    install_files
    [ -z "$DESTDIR" ] || return 0
    systemctl daemon-reload
    systemd-tmpfiles --create /etc/tmpfiles.d/envoy-monitor.conf
    systemctl enable --quiet --now envoy-monitor-backup.timer
    if "$COMMAND" check-config >/dev/null; then
        systemctl enable --quiet envoy-monitor.service
        systemctl restart envoy-monitor.service
        say "envoy-monitor runs. Look at it: systemctl status envoy-monitor; journalctl -u envoy-monitor"
    else
        say "Installed, not started. Edit $SETTINGS/monitor.toml, then: systemctl enable --now envoy-monitor"
    fi
}

# A new environment beside the old one, which keeps running until the new one is whole.
install_program() {
    old=$DESTDIR$PROGRAM new=$DESTDIR$PROGRAM.new
    rm -rf "$new"
    mkdir -p "$(dirname "$new")"
    "$PYTHON" -m venv "$new"
    lock=$HERE/../requirements/run.lock
    if [ -f "$lock" ]; then
        "$new/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
    fi
    "$new/bin/python" -m pip install --quiet --disable-pip-version-check "$1"
    # The environment's scripts name it by its path.
    grep -lIF "$new" "$new"/bin/* | while read -r script; do sed -i "s|$new|$PROGRAM|g" "$script"; done
    rm -rf "$old"
    mv "$new" "$old"
}

install_files() {
    for unit in envoy-monitor.service envoy-monitor-backup.service envoy-monitor-backup.timer; do
        install -D -m 0644 "$HERE/$unit" "$DESTDIR$UNITS/$unit"
    done
    install -D -m 0644 "$HERE/envoy-monitor.tmpfiles" "$DESTDIR/etc/tmpfiles.d/envoy-monitor.conf"
    older_systemd
    if [ ! -e "$DESTDIR$SETTINGS/monitor.toml" ]; then
        install -D -m 0644 "$HERE/../config/monitor.toml" "$DESTDIR$SETTINGS/monitor.toml"
    fi
    install -d -m 0700 "$DESTDIR/etc/credstore"
    for page in deploy.md alert.md; do
        install -D -m 0644 "$HERE/../docs/$page" "$DESTDIR$DOCS/$page"
    done
    install -D -m 0755 "$HERE/envoy-monitor.command" "$DESTDIR$COMMAND"
}

# Before 253, systemd does not know notify-reload: it gets what comes nearest, and a signal of our own to reload by.
older_systemd() {
    dropin=$DESTDIR$UNITS/envoy-monitor.service.d/50-older-systemd.conf
    version=$(systemctl --version 2>/dev/null | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
    if [ "${version:-999}" -lt 253 ]; then
        mkdir -p "$(dirname "$dropin")"
        printf '%s\n' '[Service]' 'Type=notify' 'ExecReload=/bin/kill -HUP $MAINPID' >"$dropin"
    else
        rm -f "$dropin"
    fi
}

uninstall() {
    if [ -z "$DESTDIR" ]; then
        systemctl disable --quiet --now envoy-monitor.service envoy-monitor-backup.timer 2>/dev/null || true
    fi
    rm -rf "$DESTDIR$PROGRAM" "$DESTDIR$PROGRAM.new" "$DESTDIR$DOCS" "$DESTDIR$COMMAND"
    rm -f "$DESTDIR$UNITS/envoy-monitor.service" "$DESTDIR$UNITS/envoy-monitor-backup.service" \
        "$DESTDIR$UNITS/envoy-monitor-backup.timer" "$DESTDIR/etc/tmpfiles.d/envoy-monitor.conf" \
        "$DESTDIR$UNITS/envoy-monitor.service.d/50-older-systemd.conf"
    rmdir "$DESTDIR$UNITS/envoy-monitor.service.d" 2>/dev/null || true
    [ -n "$DESTDIR" ] || systemctl daemon-reload
    if [ "$1" = --purge ]; then
        rm -rf "$DESTDIR$SETTINGS"
        rm -f "$DESTDIR"/etc/credstore/envoy-monitor.*
        for folder in envoy-monitor envoy-monitor-backups; do
            rm -rf "$DESTDIR/var/lib/private/$folder" "$DESTDIR/var/lib/$folder"
        done
        say "Removed, with configuration, archive and backups."
    else
        say "Removed. $SETTINGS and /var/lib/envoy-monitor stay (uninstall --purge removes them)."
    fi
}

main "$@"
