#!/bin/sh
# A PostgreSQL cluster for the tests, on a unix socket alone:  postgres.sh start DIR   (prints the conninfo)   |   postgres.sh stop DIR
# |   postgres.sh crash DIR   (it stops as if its machine did: nothing is written any more)
# As root it works as the user postgres, since PostgreSQL refuses root.
set -eu
action=${1:-} dir=${2:-}
bin=${PG_BIN:-/usr/lib/postgresql/15/bin}
[ -n "$dir" ] || { echo "usage: $0 start|stop|crash DIR" >&2; exit 2; }

as_user() {
	if [ "$(id -u)" = 0 ]; then
		(cd / && setpriv --reuid postgres --regid postgres --init-groups "$@")
	else
		"$@"
	fi
}

start() {
	mkdir -p "$dir"
	dir=$(cd "$dir" && pwd)
	if [ "$(id -u)" = 0 ]; then chown postgres: "$dir"; fi
	chmod 0755 "$dir"
	if [ ! -d "$dir/data" ]; then
		as_user "$bin/initdb" --no-sync -A trust -U nabij_test -E UTF8 --locale=C -D "$dir/data" >"/dev/null"
	fi
	as_user "$bin/pg_ctl" -w -s -D "$dir/data" -l "$dir/data/log" \
		-o "-c listen_addresses='' -c unix_socket_directories='$dir' -c max_connections=100" start >/dev/null
	echo "host=$dir user=nabij_test dbname=postgres"
}

case $action in
start) start ;;
stop) as_user "$bin/pg_ctl" -w -s -m fast -D "$(cd "$dir" && pwd)/data" stop ;;
crash) as_user "$bin/pg_ctl" -w -s -m immediate -D "$(cd "$dir" && pwd)/data" stop ;;
*) echo "usage: $0 start|stop|crash DIR" >&2; exit 2 ;;
esac
