#!/bin/sh
# Makes the certificates of the tests' mail servers anew: an authority that nobody trusts but who is
# told to, and by it a server's for localhost, one for another host, one that expired. They protect
# nothing.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$1.key"; }

signed() { # name, names in the certificate, first and last day
  key "$1"
  openssl req -new -key "$work/$1.key" -subj "/CN=$1" -out "$work/$1.csr"
  cat > "$work/$1.conf" <<CONF
[ca]
default_ca = own
[own]
new_certs_dir = $work
database = $work/index
serial = $work/serial
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = $2
basicConstraints = CA:FALSE
CONF
  openssl ca -batch -notext -config "$work/$1.conf" -cert authority.crt -keyfile "$work/authority.key" \
    -startdate "$3" -enddate "$4" -in "$work/$1.csr" -out "$work/$1.crt"
  cat "$work/$1.key" "$work/$1.crt" > "$1.pem"
}

key authority
openssl req -x509 -key "$work/authority.key" -subj "/CN=Tests" -days 36500 -out authority.crt \
  -addext "keyUsage=critical,keyCertSign,cRLSign"
touch "$work/index"
echo 01 > "$work/serial"
signed server DNS:localhost,IP:127.0.0.1 20200101000000Z 21200101000000Z
signed other DNS:mail.example.com 20200101000000Z 21200101000000Z
signed expired DNS:localhost,IP:127.0.0.1 20200101000000Z 20200102000000Z
