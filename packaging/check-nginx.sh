#!/bin/sh
# check-nginx.sh: has nginx check packaging/nginx.conf as it stands, with a throw-away certificate in place of the real one.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=nabij.example.nl \
	-keyout "$dir/key.pem" -out "$dir/cert.pem" 2>/dev/null
sed -e "s#/etc/letsencrypt/live/nabij.example.nl/fullchain.pem#$dir/cert.pem#" \
	-e "s#/etc/letsencrypt/live/nabij.example.nl/privkey.pem#$dir/key.pem#" \
	-e "s#/var/log/nginx/#$dir/#; s#/run/nabij-front#$dir/body#" "$here/nginx.conf" >"$dir/site.conf"
printf 'pid %s/pid;\nerror_log %s/error.log;\nevents { }\nhttp { include %s/site.conf; }\n' "$dir" "$dir" "$dir" >"$dir/nginx.conf"
nginx -t -q -c "$dir/nginx.conf"
