#!/bin/sh
# Times the flexible Farrington method for an area in a week: 400 areas with a busy and a quiet season, eight years, the last two of them judged.
#   bench/detect-rises.sh [NABIJ]
# Must hold: at most 30 microseconds of CPU with a season of 10 periods (R's package surveillance takes 8,400 to 11,600).
set -eu
nabij=${1:-build/release/nabij}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
/usr/bin/python3 - >"$dir/weeks.csv" <<'PY'
import math, random
random.seed(1)
def poisson(mean):
    n, p, stop = 0, random.random(), math.exp(-mean)
    while p > stop:
        n, p = n + 1, p * random.random()
    return n
means = [random.choice([1, 3, 8, 20]) for _ in range(400)]
print("week," + ",".join(f"area{i}" for i in range(400)))
for week in range(1, 417):
    season = 1 + 0.5 * math.sin(week * 2 * math.pi / 52)
    print(f"{week}," + ",".join(str(poisson(m * season * (3 if random.random() < 0.01 else 1))) for m in means))
PY
for case in '--periods 10 --left-out 26 --trend-p 1' '--periods 10 --left-out 26' '' '--periods 10 --limit nb' '--method original'; do
	# shellcheck disable=SC2086 # options without spaces
	took=$("$nabij" detect rises "$dir/weeks.csv" --weeks 104 --alarms --csv --time $case 2>&1 >/dev/null | tr -d '\r')
	printf '%-46s %s\n' "${case:-(as it is)}" "$took"
	if [ "$case" = '--periods 10 --left-out 26' ]; then first=$took; fi
done
echo "${first%% *}" | awk '{ exit !($1 > 0 && $1 <= 30) }'
