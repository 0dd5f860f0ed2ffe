#!/bin/sh
# The limits and alarms of `nabij detect rises` beside those of R's package surveillance (Debian: r-cran-surveillance), on its own series, and on those in
# DATA (surv_fluBYBW_weekcounts.csv, surv_salmNewport_weekcounts.csv) where they are.
#   bench/rises-against-r.sh [NABIJ] [DATA]
# Must hold: each limit within 1e-6 of R's (relative, above 1), every alarm the same. Says "skipped" where R or the package is missing.
set -eu
nabij=${1:-build/release/nabij}
data=${2:-../shared/data/signals}
here=$(dirname "$0")
Rscript -e 'library(surveillance)' >/dev/null 2>&1 || { echo "skipped: no R with surveillance"; exit 0; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
Rscript "$here/rises-against-r.R" "$dir" "$data"
/usr/bin/python3 - "$nabij" "$dir" <<'PY'
import csv, glob, os, subprocess, sys
nabij, folder = sys.argv[1:]
cases = {
    "flexible": [], "seasons": ["--periods", "10", "--left-out", "26", "--alpha", "0.01"],
    "noreweight": ["--years", "3", "--window", "2", "--no-reweight", "--no-trend", "--limit", "none"],
    "alltrend": ["--years", "4", "--periods", "6", "--trend-p", "1", "--limit", "half", "--reweight-from", "1"],
    "nb": ["--years", "4", "--periods", "10", "--limit", "nb", "--trend-p", "1", "--alpha", "0.01"],
    "muan": ["--years", "4", "--limit", "muan", "--alpha", "0.025"],
    "original": ["--method", "original"],
    "original3": ["--method", "original", "--years", "3", "--window", "4", "--no-reweight", "--alpha", "0.01", "--limit", "none", "--least-cases", "0"],
    "c1": ["--method", "c1"], "c2": ["--method", "c2", "--baseline", "10"], "c3": ["--method", "c3"],
}
number = lambda text: None if text in ("", "NA", "NaN") else float(text)
sums, bad, shown = {}, 0, 0
for path in sorted(glob.glob(folder + "/*.r.csv")):
    series, case = os.path.basename(path)[:-len(".r.csv")].rsplit(".", 1)
    said = subprocess.run([nabij, "detect", "rises", f"{folder}/{series}.csv", "--all", "--csv"] + cases[case], capture_output=True, text=True)
    if said.returncode:
        print(f"not ok {series} {case}: {said.stderr.strip()}")
        bad += 1
        continue
    ours = {(r["week"], r["area"]): r for r in csv.DictReader(said.stdout.splitlines())}
    n, worst, alarms, wrong = sums.get(case, (0, 0.0, 0, 0))
    for r in csv.DictReader(open(path)):
        mine = ours.get((r["week"], r["area"]))
        theirs = number(r["upper"])
        if case.startswith("original") and theirs == 0:
            theirs = None                       # R's 0: too few cases
        upper = number(mine["upper"]) if mine else None
        alarm = r["alarm"] in ("TRUE", "1")
        differ = mine is None or (upper is None) != (theirs is None) or (mine["alarm"] == "yes") != alarm
        off = abs(upper - theirs) / max(1, abs(theirs)) if upper is not None and theirs is not None else 0
        n, worst, alarms = n + 1, max(worst, off), alarms + alarm
        if differ or off > 1e-6:
            wrong += 1
            shown += 1
            if shown <= 40:
                print(f"not ok {series} {case} week {r['week']} {r['area']}: R {r['upper']} {r['alarm']}, nabij {mine and (mine['upper'], mine['alarm'], mine['note'])}")
    sums[case] = (n, worst, alarms, wrong)
print(f"{'case':12}{'limits':>8}{'worst':>12}{'alarms':>8}{'unequal':>9}")
for case, (n, worst, alarms, wrong) in sums.items():
    print(f"{case:12}{n:8}{worst:12.1e}{alarms:8}{wrong:9}")
    bad += wrong
sys.exit(bad > 0)
PY
