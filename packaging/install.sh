#!/bin/sh
# install.sh LIST…: installs the Debian packages of these lists that are not there yet. Says nothing when all are.
set -eu

missing=
for word in $(sed 's/#.*//; s/ \(..*\)/=\1/; /^$/d' "$@"); do
	package=${word%%=*}
	case $word in
	*=*) ! command -v "${word#*=}" >/dev/null 2>&1 || continue ;;
	esac
	[ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || { echo "These Debian packages are missing; install them as root:$missing" >&2; exit 1; }
	root=sudo
fi
echo "Installing:$missing"
case $missing in
*postgresql*)
	# The tests start a PostgreSQL of their own; none has to run on this machine because of us.
	$root mkdir -p /etc/postgresql-common/createcluster.d
	echo 'create_main_cluster = false' | $root tee /etc/postgresql-common/createcluster.d/nabij.conf >/dev/null ;;
esac
log=$(mktemp)
apt() {
	$root env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" >>"$log" 2>&1 </dev/null
}
# shellcheck disable=SC2086 # a list of names
if ! apt update || ! apt install -y --no-install-recommends $missing; then
	tail -20 "$log" >&2
	echo "Installing did not work; all of it is in $log" >&2
	exit 1
fi
rm -f "$log"
