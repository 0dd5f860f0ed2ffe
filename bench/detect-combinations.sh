#!/bin/sh
# Times the counting of combinations: 1,000,000 households, 60 problems of which some are common, come together by theme, and 3 in a household on average.
#   bench/detect-combinations.sh [NABIJ]
# Must hold, in seconds of CPU without reading the file: 1 at least 10 households in a combination, 0.2 at least 1,000.
set -eu
nabij=${1:-build/release/nabij}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
/usr/bin/python3 - >"$dir/households.csv" <<'PY'
import random, sys
random.seed(1)
weight = [1 / (i + 4) for i in range(60)]
def cumulated(w):
    sums, total = [], 0
    for x in w:
        total += x
        sums.append(total)
    return sums
usual = cumulated(weight)
themes = [cumulated([w if i % 7 == t else 0 for i, w in enumerate(weight)]) for t in range(7)]
# all draws at once: a choice for each problem of each household
sizes = []
for _ in range(1000000):
    k = 1
    while k < 16 and random.random() < 0.72:
        k += 1
    sizes.append(k)
codes = range(60)
common = iter(random.choices(codes, cum_weights=usual, k=sum(sizes)))
own = [iter(random.choices(codes, cum_weights=t, k=sum(sizes) // 5)) for t in themes]
out = ["household,problem\n"]
for h, k in enumerate(sizes):
    theme = own[random.randrange(7)]
    for c in {next(common) if random.random() < 0.5 else next(theme) for _ in range(k)}:
        out.append(f"{h},p{c}\n")
sys.stdout.write("".join(out))
PY
for least in 10 1000; do
	took=$("$nabij" detect combinations "$dir/households.csv" --least "$least" --top 1 --csv --time 2>&1 >/dev/null | tr -d '\r' | tail -1)
	echo "at least $least: $took"
	echo "${took%% *}" | awk -v most="$([ "$least" = 10 ] && echo 1 || echo 0.2)" '{ exit !($1 > 0 && $1 <= most) }'
done
