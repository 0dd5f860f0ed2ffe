#!/bin/sh
# Makes a country to measure on, and says what it took: seconds, memory, rows, size on the disk.
#   bench/country.sh [NABIJ] [DATA] [HOUSEHOLDS] [DIR] [STORE]
# NABIJ: the program; DATA: the folder with areas/, figures/ and postcode/; HOUSEHOLDS: 1000000; DIR: where it is to stand (a folder of its own that goes
# afterwards, unless it is named); STORE: postgres:CONNINFO of an empty database instead of a file.
# Must hold: under 15 minutes for a million households, 1 GB of memory. Says "skipped" where the data is missing.
set -eu
nabij=${1:-build/release/nabij}
data=${2:-../shared/data}
households=${3:-1000000}
named=${4:-}
store=${5:-}
areas=$data/areas/nl_buurt_2024_wgs84.geojson
figures=$data/figures/kwb2024_gm_wk_bu_selectie.csv
postcodes=$data/postcode/pc4_buurt_2024_meest_voorkomend.csv
for file in "$areas" "$figures" "$postcodes"; do
	[ -r "$file" ] || { echo "skipped: no $file"; exit 0; }
done
dir=${named:-$(mktemp -d)}
[ -n "$named" ] || trap 'rm -rf "$dir"' EXIT INT TERM
"$nabij" init --demo --data "$dir/data" ${store:+--store "$store"} >/dev/null
"$nabij" import areas "$areas" --data "$dir/data" >/dev/null
"$nabij" import figures "$figures" --data "$dir/data" >/dev/null
"$nabij" import postcodes "$postcodes" --data "$dir/data" >/dev/null

/usr/bin/python3 - "$households" "$dir/data" "$nabij" demo --areas --households "$households" --seed 1 --data "$dir/data" <<'PY'
import os, resource, subprocess, sys, time
households, folder = int(sys.argv[1]), sys.argv[2]
began = time.monotonic()
status = subprocess.run(sys.argv[3:]).returncode
seconds = time.monotonic() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
size = sum(os.path.getsize(os.path.join(top, name)) for top, _, names in os.walk(folder) for name in names)
print("%.0f s (%.0f s of processor), %d MB of memory at most, %.1f GB in the folder" % (
    seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, size / 1e9))
sys.exit(status or not (seconds < 900 * max(households, 50000) / 1e6 and used.ru_maxrss < 1 << 20))
PY
[ -z "$store" ] || psql "${store#postgres:}" -XAtc "SELECT round(pg_database_size(current_database()) / 1e9, 1) || ' GB in PostgreSQL'"
