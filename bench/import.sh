#!/bin/sh
# Times the whole country: areas, key figures and postcodes into an empty SQLite store, then again (which changes nothing).
#   bench/import.sh [NABIJ] [DATA]        NABIJ: the program; DATA: the folder with areas/, figures/ and postcode/
# Must hold: together under 10 seconds and 300 MB. Says "skipped" where the data is missing.
set -eu
nabij=${1:-build/release/nabij}
data=${2:-../shared/data}
areas=$data/areas/nl_buurt_2024_wgs84.geojson
figures=$data/figures/kwb2024_gm_wk_bu_selectie.csv
postcodes=$data/postcode/pc4_buurt_2024_meest_voorkomend.csv
for file in "$areas" "$figures" "$postcodes"; do
	[ -r "$file" ] || { echo "skipped: no $file"; exit 0; }
done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
"$nabij" init --data "$dir/data" >/dev/null

# One import, measured: its own words, then seconds and megabytes behind them.
import() {
	/usr/bin/python3 - "$dir/used" "$nabij" import "$1" "$2" --data "$dir/data" <<'PY'
import resource, subprocess, sys, time
began = time.monotonic()
status = subprocess.run(sys.argv[2:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
with open(sys.argv[1], "a") as out:
    print(time.monotonic() - began, used, file=out)
sys.exit(status)
PY
}

for round in first again; do
	: >"$dir/used"
	echo "$round:"
	import areas "$areas"
	import figures "$figures"
	import postcodes "$postcodes"
	awk -v round="$round" '{ s += $1; if ($2 > m) m = $2 } END { printf "%s: %.1f s together, %d MB at most\n", round, s, m
		exit !(s < 10 && m < 300) }' "$dir/used"
done
