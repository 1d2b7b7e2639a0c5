#!/bin/sh
# Take over on a standby: the latest copy of the archive, checked, then the daemon. Run it as root, after the first machine
# is surely off: two daemons on two copies would both alert.
set -eu
archive=${ARCHIVE:-/var/lib/private/envoy-monitor/archive.sqlite3}
systemctl stop envoy-monitor
rm -f "$archive.new" "$archive.new-wal" "$archive.new-shm"
litestream restore -config /etc/litestream.yml -o "$archive.new" "$archive"
# The old one goes with its log, which may hold its latest changes; the new one belongs to the service.
for end in "" -wal -shm; do
    rm -f "$archive.before$end"
    if [ -e "$archive$end" ]; then mv "$archive$end" "$archive.before$end"; fi
done
chown --reference="$(dirname "$archive")" "$archive.new"
mv "$archive.new" "$archive"
envoy-monitor verify
systemctl start envoy-monitor
