#!/bin/sh
# Times the space-time scan on the inhabited neighbourhoods of the Netherlands: made-up cases under the null hypothesis, 52 weeks, windows of at most 13 weeks,
# 999 replicas, all cores. CPU seconds of the whole command, reading of the tables included.
#   bench/detect-scan.sh [NABIJ] [DATA] [CASES]        DATA: the folder with areas/nl_buurt_2024_punten.csv; CASES: in the year (20000)
# Must hold: 29, 7 and 0.6 CPU seconds, and 300 MB. Says "skipped" where the data is missing.
set -eu
nabij=${1:-build/release/nabij}
points=${2:-../shared/data}/areas/nl_buurt_2024_punten.csv
cases=${3:-20000}
[ -r "$points" ] || { echo "skipped: no $points"; exit 0; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM

# tables NAME AREAS CASES: the first so many inhabited areas, and cases that fall on inhabitants by chance
/usr/bin/python3 - "$points" "$dir" "$cases" <<'PY'
import collections, csv, random, sys
points, folder, cases = sys.argv[1], sys.argv[2], int(sys.argv[3])
inhabited = [r for r in csv.DictReader(open(points)) if r["inwoners"].isdigit() and int(r["inwoners"]) > 0]
for name, areas, n in ("country", inhabited[:14000], cases), ("region", inhabited[:500], cases // 4):
    random.seed(1)
    weights = [int(r["inwoners"]) for r in areas]
    drawn = collections.Counter((a, random.randint(1, 52)) for a in random.choices([r["code"] for r in areas], weights, k=n))
    with open(f"{folder}/{name}.areas", "w") as out:
        out.write("area,lon,lat,population\n" + "".join(f"{r['code']},{r['lon']},{r['lat']},{r['inwoners']}\n" for r in areas))
    with open(f"{folder}/{name}.cases", "w") as out:
        out.write("area,date,cases\n" + "".join(f"{a},{week},{k}\n" for (a, week), k in sorted(drawn.items())))
PY

# measure WHAT LIMIT OPTIONS…: the command, its CPU seconds and its memory
failed=0
measure() {
	what=$1 limit=$2
	shift 2
	/usr/bin/python3 - "$what" "$limit" "$nabij" detect scan --unit number --from 1 --to 52 --max-window 13 --replicas 999 --csv "$@" <<'PY' || failed=1
import resource, subprocess, sys
what, limit, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
seconds, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
print(f"{what:<58} {seconds:6.2f} CPU s (at most {limit:g}) {memory:5.0f} MB")
sys.exit(seconds > limit or memory > 300)
PY
}

measure 'retrospective Poisson, 14,000 areas, circles to 1 %' 29 --areas "$dir/country.areas" --population "$dir/country.areas" --cases "$dir/country.cases" \
	--time retrospective --max-population 1
measure 'alive windows, 14,000 areas, circles to 1 %' 7 --areas "$dir/country.areas" --population "$dir/country.areas" --cases "$dir/country.cases" \
	--time alive --max-population 1
measure 'retrospective permutation, 500 areas, circles to 10 %' 0.6 --areas "$dir/region.areas" --cases "$dir/region.cases" --model permutation --max-population 10
exit $failed
