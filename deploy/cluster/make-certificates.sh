#!/bin/sh
# Certificates for a cluster: an authority of its own, and one certificate with its key for each role.
#
#   sh make-certificates.sh FOLDER
#
# ca.pem goes everywhere; scheduler, worker and monitor each get their own two files. ca.key stays where nobody finds it:
# whoever has a certificate signed with it may run programs on the cluster.
set -eu
folder=${1:?the folder to write to}
mkdir -p "$folder"
cd "$folder"
umask 077
curve="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
[ -e ca.pem ] || openssl req -x509 $curve -days 1825 -subj "/CN=envoy-monitor cluster" -keyout ca.key -out ca.pem
for role in scheduler worker monitor; do
    [ -e "$role.pem" ] && continue
    openssl req $curve -subj "/CN=$role" -keyout "$role.key" -out "$role.csr"
    openssl x509 -req -in "$role.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 825 -out "$role.pem"
    rm "$role.csr"
done
