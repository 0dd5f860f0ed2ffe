#!/bin/bash
# All benches, one after the other, each under two minutes. Without stores to measure on each makes a demo town of its own and throws it away; those that
# compare stores are then left out.
#   bench/all.sh [--big DIR] [--small DIR] [--postgres DIR] [--write] [--nabij PROGRAM]
# --big, --small, --postgres: stores of 1,000,000 and 10,000 households, and one on PostgreSQL with the contents of --small; the benches write in them.
set -u
cd "$(dirname "$0")/.." || exit 1
big='' small='' postgres='' more=()
while [ $# -gt 0 ]; do
	case $1 in
	--big) big=$2; shift ;;
	--small) small=$2; shift ;;
	--postgres) postgres=$2; shift ;;
	--nabij) more+=(--nabij "$2"); shift ;;
	--write) more+=(--write) ;;
	*) sed -n '2,5s/^# \{0,1\}//p' "$0"; [ "$1" = --help ] && exit 0; exit 2 ;;
	esac
	shift
done
data=()
[ -z "$big" ] || data=(--data "$big")
failed=0
run() { echo; echo "== $1"; node "bench/$1.mjs" "${@:2}" "${more[@]}" || failed=1; }

if [ -n "$big" ]; then echo; echo "== themes"; bench/themes.sh "$big" || failed=1; fi
for dir in $small $postgres; do build/release/nabij themes --data "$dir" >/dev/null; done
for name in pages coordinator search writing slow memory reports; do run $name "${data[@]}"; done
if [ -n "$big" ] && [ -n "$small" ]; then run scale --data "$big" --small "$small"; fi
if [ -n "$small" ] && [ -n "$postgres" ]; then run stores --data "$small" --postgres "$postgres"; fi
exit $failed
