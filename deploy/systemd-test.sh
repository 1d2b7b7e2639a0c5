#!/bin/sh
# Install the service in a container with a systemd of its own, and see it keep its promises.
#
#   sudo deploy/systemd-test.sh WHEEL [WORKDIR] [PACKAGE]     (make systemd-test builds the wheel and the Debian package)
#
# Needs root, systemd-nspawn, mmdebstrap and pip; says so and fails where one is missing. The tree of the container is
# made once in WORKDIR (build/systemd-test) and used again. SUITE and MIRROR name another Debian.
set -eu

HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
WHEEL=${1:?usage: systemd-test.sh WHEEL [WORKDIR]}
WORK=${2:-$HERE/../build/systemd-test}
PACKAGE=${3:-}
SUITE=${SUITE:-trixie}
# The archive that this machine itself installs from.
MIRROR=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)}
PYTHON=${PYTHON:-python3}
TREE=$WORK/$SUITE
PACKAGES=systemd,systemd-sysv,dbus,python3,python3-venv,sqlite3,procps
NAME=envoy-monitor-test

step() { printf '%s\n' "— $*"; }
die() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
inside() { nsenter -t "$LEADER" -a env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LANG=C.UTF-8 "$@"; }
property() { inside systemctl show -p "$1" --value envoy-monitor; }
sql() { inside sqlite3 -cmd '.timeout 5000' /var/lib/envoy-monitor/archive.sqlite3 "$1"; }

# until_ok SECONDS WHAT COMMAND…: wait for COMMAND to succeed.
until_ok() {
    patience=$(($1 * 5)) what=$2
    shift 2
    while [ "$patience" -gt 0 ]; do
        if "$@" >/dev/null 2>&1; then return 0; fi
        patience=$((patience - 1))
        sleep 0.2
    done
    inside journalctl -u envoy-monitor --no-pager -n 40 >&2 || true
    die "$what"
}

main() {
    [ "$(id -u)" -eq 0 ] || die "must be run by root: a container is booted"
    for tool in systemd-nspawn mmdebstrap nsenter "$PYTHON"; do
        command -v "$tool" >/dev/null || die "$tool is not installed: no container can run"
    done
    make_tree
    trap stop_container EXIT
    boot
    see_install
    see_units
    see_delivery
    see_reload
    see_kill
    see_watchdog
    see_stop
    see_wrong_configuration
    see_uninstall
    if [ -n "$PACKAGE" ]; then
        see_package
        see_upgrade
        see_backup
        see_purge
    fi
    step "all promises kept"
}

make_tree() {
    mkdir -p "$WORK"
    if [ ! -d "$TREE" ]; then
        step "making a tree of $SUITE"
        mmdebstrap --quiet --variant=minbase --include="$PACKAGES" "$SUITE" "$TREE.part" "$MIRROR" || die "no tree"
        mv "$TREE.part" "$TREE"
    fi
    rm -rf "$TREE/src"
    mkdir -p "$TREE/src" "$WORK/wheels-$SUITE"
    cp -r "$HERE" "$HERE/../requirements" "$HERE/../docs" "$TREE/src/"
    mkdir "$TREE/src/config" && cp "$HERE/../config/monitor.toml" "$TREE/src/config/"
    cp "$WHEEL" "$TREE/src/"
    [ -z "$PACKAGE" ] || cp "$PACKAGE" "$TREE/src/"
    cp "$HERE/systemd_test_receiver.py" "$TREE/src/receiver.py"
    version=$(chroot "$TREE" python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    step "fetching wheels for Python $version"
    platforms="--platform manylinux_2_28_$(uname -m) --platform manylinux_2_17_$(uname -m) --platform manylinux2014_$(uname -m)"
    # shellcheck disable=SC2086
    "$PYTHON" -m pip download --quiet --dest "$WORK/wheels-$SUITE" --python-version "$version" $platforms \
        --only-binary=:all: --require-hashes --requirement "$HERE/../requirements/run.lock" || die "no wheels"
    cp -r "$WORK/wheels-$SUITE" "$TREE/src/wheels"
}

boot() {
    step "booting"
    systemd-nspawn --quiet --boot --private-network --register=no --keep-unit --console=pipe --machine="$NAME" \
        --directory="$TREE" </dev/null >"$WORK/boot.log" 2>&1 &
    NSPAWN=$!
    LEADER=
    for _ in $(seq 150); do
        LEADER=$(pgrep -P "$NSPAWN" | head -1) || true
        if [ -n "$LEADER" ] && inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; then return 0; fi
        sleep 0.2
    done
    cat "$WORK/boot.log" >&2
    die "the container did not boot"
}

stop_container() {
    [ -n "${LEADER:-}" ] && inside systemctl poweroff >/dev/null 2>&1 || true
    [ -n "${NSPAWN:-}" ] && { wait "$NSPAWN" || true; }
}

install_again() {
    inside PIP_NO_INDEX=1 PIP_FIND_LINKS=/src/wheels "/src/$(basename "$HERE")/install.sh" "/src/$(basename "$WHEEL")"
}

configure() {
    cat >"$TREE/etc/envoy-monitor/monitor.toml" <<'END'
[fetch]
contact = "desk@example.org"
allow_private_networks = true
[[alerts.webhook]]
name = "desk"
url = "http://127.0.0.1:9000/in"
secret_file = "webhook-secret"
[[feed]]
name = "Example Wire"
url = "http://127.0.0.1:9000/feed.xml"
END
    inside sh -c 'umask 077; printf "whsec_%s" "$(head -c 32 /dev/urandom | base64)" >/etc/credstore/envoy-monitor.webhook-secret'
}

see_install() {
    step "install: no contact yet, so it is not started"
    inside dpkg --purge envoy-monitor >/dev/null 2>&1 || true # of a run that was broken off
    inside rm -rf /etc/envoy-monitor /var/lib/private/envoy-monitor /var/lib/envoy-monitor
    install_again >"$WORK/install.log" 2>&1 || die "not installed: $(tail -3 "$WORK/install.log")"
    grep -q 'Installed, not started' "$WORK/install.log" || die "installed without a configuration, it must not start"
    configure
    inside systemd-run --quiet --collect --unit=receiver python3 /src/receiver.py
    step "install again: an upgrade; now it starts, and is ready only when it is"
    install_again >/dev/null 2>&1 || die "the second installation failed"
    [ "$(property ActiveState)" = active ] || die "it is not active"
    says feeds || die "no status line"
}

see_units() {
    step "systemd-analyze: verify clean, exposure 1.0 at most"
    # Before 253 it complains of notify-reload, which the installer's drop-in replaces.
    [ "$(inside systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')" -lt 253 ] ||
        inside systemd-analyze verify envoy-monitor.service envoy-monitor-backup.service envoy-monitor-backup.timer || die "verify"
    inside systemd-analyze security --offline=true --threshold=10 /etc/systemd/system/envoy-monitor.service \
        >"$WORK/security.log" || die "$(tail -1 "$WORK/security.log")"
    [ "$(inside ps -o user= -p "$(property MainPID)")" != root ] || die "it runs as root"
}

# One alert, as the transaction that decides on it writes it.
put_alert() {
    now=$(date -u +%Y-%m-%dT%H:%M:%S.000Z)
    sql "INSERT OR IGNORE INTO meeting (id, title, kind, status, mode, background, precision, participants, confidence,
         first_reported_at, changed_at, first_day, last_day)
         VALUES ('m$1', 'Test', 'envoy', 'held', 'call', 0, 'unknown', '[]', 1, '$now', '$now', '2026-01-01', '2026-01-01');
         INSERT INTO alert (id, meeting_id, change, type, body, created_at) VALUES ('msg_$1', 'm$1', 'new', 'meeting.new',
         '{\"type\":\"meeting.new\",\"data\":{\"meeting\":{\"id\":\"m$1\"}}}', '$now');
         INSERT INTO delivery (alert_id, channel, due_at) VALUES ('msg_$1', 'desk', '$now')"
}

received() { [ "$(grep -c "^msg_$1 " "$TREE/src/received")" -ge 1 ]; }
settled() { [ "$(sql "SELECT state FROM delivery WHERE alert_id = 'msg_$1'")" = delivered ]; }

story_is_read() { [ "$(sql 'SELECT count(*) FROM story')" -eq 1 ]; }

see_delivery() {
    step "a story is polled, fetched and read by a worker inside the sandbox"
    until_ok 30 "the story was not read" story_is_read
    told=$(sql "SELECT count(*) FROM alert")
    step "an alert goes out, signed with the secret that came as a credential"
    put_alert 1
    until_ok 30 "the alert did not arrive" received 1
    until_ok 5 "the delivery was not recorded" settled 1
}

says() { property StatusText | grep -q "$1"; }

see_reload() {
    step "reload with a wrong configuration: it says so and goes on"
    before=$(property MainPID)
    printf '%s\n' '[web]' 'listen = "nowhere"' >>"$TREE/etc/envoy-monitor/monitor.toml"
    inside systemctl reload envoy-monitor || die "the reload did not end"
    until_ok 10 "nothing said of the mistake" says 'configuration is wrong'
    step "reload with a good one"
    sed -i 's/nowhere/127.0.0.1:8621/' "$TREE/etc/envoy-monitor/monitor.toml"
    inside systemctl reload envoy-monitor || die "the reload did not end"
    until_ok 10 "not reloaded" says feeds
    [ "$(property MainPID)" = "$before" ] || die "a reload must not be a restart"
}

see_kill() {
    step "kill -9 with alerts waiting: back by itself, none lost, none under two ids"
    inside systemctl stop receiver
    for number in 2 3 4; do put_alert "$number"; done
    inside systemctl kill -s KILL envoy-monitor
    inside systemd-run --quiet --collect --unit=receiver2 python3 /src/receiver.py
    for number in 2 3 4; do
        until_ok 60 "msg_$number was lost" received "$number"
        until_ok 5 "msg_$number was not recorded" settled "$number"
    done
    [ "$(cut -d' ' -f1 "$TREE/src/received" | sort -u | wc -l)" -eq "$((told + 4))" ] || die "ids nobody gave"
    [ "$(sql 'PRAGMA integrity_check')" = ok ] || die "the archive is damaged"
}

restarted() { [ "$(property NRestarts)" -gt "$1" ] && [ "$(property ActiveState)" = active ]; }

see_watchdog() {
    step "a daemon that hangs is restarted by the watchdog"
    before=$(property NRestarts)
    mkdir -p "$TREE/run/systemd/system/envoy-monitor.service.d"
    inside sh -c 'mkdir -p /run/systemd/system/envoy-monitor.service.d
        printf "[Service]\nWatchdogSec=3s\nTimeoutAbortSec=2s\n" >/run/systemd/system/envoy-monitor.service.d/test.conf
        systemctl daemon-reload; systemctl restart envoy-monitor; systemctl kill -s STOP envoy-monitor'
    before=$(property NRestarts)
    until_ok 30 "the watchdog did not bite" restarted "$before"
    inside sh -c 'rm -r /run/systemd/system/envoy-monitor.service.d; systemctl daemon-reload; systemctl restart envoy-monitor'
}

see_stop() {
    step "stop within 5 seconds"
    started=$(date +%s%N)
    inside systemctl stop envoy-monitor
    took=$((($(date +%s%N) - started) / 1000000))
    [ "$took" -lt 5000 ] || die "it took $took ms to stop"
    [ "$(property Result)" = success ] || die "the stop was no clean one: $(property Result)"
    printf '  %s ms\n' "$took"
}

see_wrong_configuration() {
    step "a wrong configuration ends it with 78, and it is not started over and over"
    sed -i 's/127.0.0.1:8621/nowhere/' "$TREE/etc/envoy-monitor/monitor.toml"
    inside systemctl start envoy-monitor 2>/dev/null && die "it started with a wrong configuration"
    [ "$(property ExecMainStatus)" = 78 ] || die "exit status $(property ExecMainStatus)"
    [ "$(property ActiveState)" = failed ] || die "it is being restarted"
}

see_uninstall() {
    step "uninstall keeps what is the operator's, --purge does not"
    inside "/src/$(basename "$HERE")/install.sh" uninstall 2>/dev/null
    inside test -e /var/lib/private/envoy-monitor/archive.sqlite3 || die "the archive went with the program"
    inside test ! -e /opt/envoy-monitor || die "the program is still there"
    inside "/src/$(basename "$HERE")/install.sh" uninstall --purge 2>/dev/null
    inside sh -c 'test ! -e /etc/envoy-monitor && test ! -e /var/lib/private/envoy-monitor' || die "something stayed"
}

install_package() { inside env DEBIAN_FRONTEND=noninteractive dpkg --install "/src/$(basename "$PACKAGE")" >"$WORK/dpkg.log" 2>&1; }

see_package() {
    step "the Debian package installs without a network; not started without a contact"
    install_package || die "not installed: $(tail -5 "$WORK/dpkg.log")"
    grep -q 'Installed, not started' "$WORK/dpkg.log" || die "installed without a configuration, it must not start"
    configure
    inside systemctl enable --quiet --now envoy-monitor || die "it does not start"
    until_ok 30 "a story was not read by the package's libraries" story_is_read
    put_alert 5
    until_ok 30 "the alert did not arrive" received 5
    inside envoy-monitor alerts list --format json | grep -q msg_5 || die "the command does not show the alert"
    inside dpkg --verify envoy-monitor | grep -v ' c /etc/envoy-monitor/monitor.toml' && die "files differ from the package's"
    [ "$(inside systemd-analyze security --offline=true --threshold=10 envoy-monitor.service >/dev/null; echo $?)" = 0 ] || die "exposure"
}

# The archive as the version before left it: every step of the schema but the last.
latest() { sql 'PRAGMA user_version'; }

see_upgrade() {
    step "an upgrade takes the archive of the previous schema along, and starts again"
    newest=$(latest)
    inside systemctl stop envoy-monitor
    inside rm -f /var/lib/private/envoy-monitor/archive.sqlite3
    inside python3 -c 'import sys; sys.path.insert(0, "/opt/envoy-monitor/lib")
from pathlib import Path; from monitor.store.migrations import migrate, steps
migrate(Path("/var/lib/private/envoy-monitor/archive.sqlite3"), steps()[:-1])' || die "no archive of the schema before"
    [ "$(latest)" -eq $((newest - 1)) ] || die "the archive is of schema $(latest)"
    put_alert 6
    inside chown -R --reference=/var/lib/private/envoy-monitor /var/lib/private/envoy-monitor
    inside systemctl start --no-block envoy-monitor
    install_package || die "not upgraded: $(tail -5 "$WORK/dpkg.log")"
    until_ok 30 "it does not run after the upgrade" says feeds
    [ "$(latest)" -eq "$newest" ] || die "the schema was left at $(latest)"
    until_ok 30 "the alert that waited for the upgrade did not arrive" received 6
    grep -q desk@example.org "$TREE/etc/envoy-monitor/monitor.toml" || die "the configuration was replaced"
}

backed_up() { [ -n "$(inside sh -c 'ls /var/lib/private/envoy-monitor-backups/archive-*.sqlite3')" ]; }

see_backup() {
    step "the timer makes a backup while the daemon runs, and it verifies"
    inside sh -c 'mkdir -p /run/systemd/system/envoy-monitor-backup.timer.d
        printf "[Timer]\nOnCalendar=\nOnActiveSec=1s\nRandomizedDelaySec=0\nAccuracySec=100ms\n" >/run/systemd/system/envoy-monitor-backup.timer.d/test.conf
        systemctl daemon-reload; systemctl restart envoy-monitor-backup.timer'
    until_ok 60 "no backup was made" backed_up
    until_ok 30 "the backup did not end well" inside systemctl show -p Result --value envoy-monitor-backup.service
    [ "$(inside systemctl show -p Result --value envoy-monitor-backup.service)" = success ] || die "the backup failed"
    [ "$(property ActiveState)" = active ] || die "the daemon stopped for it"
    copy=$(inside sh -c 'ls /var/lib/private/envoy-monitor-backups/archive-*.sqlite3 | head -1')
    told=$(inside sqlite3 "$copy" "PRAGMA integrity_check; SELECT count(*) FROM alerts WHERE id = 'msg_6'" | tr '\n' ' ')
    [ "$told" = "ok 1 " ] || die "the backup is not whole: $told"
    inside rm -r /run/systemd/system/envoy-monitor-backup.timer.d
}

see_purge() {
    step "removing keeps what is the operator's, purging does not"
    inside dpkg --remove envoy-monitor >"$WORK/dpkg.log" 2>&1 || die "$(tail -3 "$WORK/dpkg.log")"
    inside sh -c 'test ! -e /opt/envoy-monitor && test -e /var/lib/private/envoy-monitor/archive.sqlite3' || die "too much or too little is gone"
    inside dpkg --purge envoy-monitor >"$WORK/dpkg.log" 2>&1 || die "$(tail -3 "$WORK/dpkg.log")"
    inside sh -c 'test ! -e /etc/envoy-monitor && test ! -e /var/lib/private/envoy-monitor && test ! -e /usr/bin/envoy-monitor' || die "something stayed"
    inside systemctl list-unit-files 'envoy-monitor*' | grep -q '^envoy' && die "units stayed"
    return 0
}

main
