#!/bin/sh
# The operator's command: the same program, configuration and archive as the service's. Files that SQLite makes beside
# the archive get the archive's owner, also when root makes them.
[ -d /var/lib/envoy-monitor ] && STATE_DIRECTORY=${STATE_DIRECTORY:-/var/lib/envoy-monitor} && export STATE_DIRECTORY
[ -d /etc/credstore ] && [ -z "${CREDENTIALS_DIRECTORY:-}" ] && [ "$(id -u)" -eq 0 ] && {
    # What systemd hands to the service as credentials, under the names that the configuration uses.
    CREDENTIALS_DIRECTORY=$(mktemp -d) && trap 'rm -rf "$CREDENTIALS_DIRECTORY"' EXIT && export CREDENTIALS_DIRECTORY
    for file in /etc/credstore/envoy-monitor.*; do
        [ -f "$file" ] && ln -s "$file" "$CREDENTIALS_DIRECTORY/${file#/etc/credstore/envoy-monitor.}"
    done
}
/opt/envoy-monitor/bin/envoy-monitor "$@"
