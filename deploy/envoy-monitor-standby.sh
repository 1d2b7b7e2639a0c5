#!/bin/sh
# Take over on a standby: the latest copy of the archive, checked, then the daemon. Run it as root, after the first machine
# is surely off: two daemons on two copies would both alert.
set -eu
archive=/var/lib/private/envoy-monitor/archive.sqlite3
systemctl stop envoy-monitor
rm -f "$archive.new" "$archive.new-wal" "$archive.new-shm"
litestream restore -config /etc/litestream.yml -o "$archive.new" "$archive"
if [ -e "$archive" ]; then mv "$archive" "$archive.before"; fi
rm -f "$archive-wal" "$archive-shm"
mv "$archive.new" "$archive"
envoy-monitor verify
systemctl start envoy-monitor
