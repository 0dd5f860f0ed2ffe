#!/bin/sh
# The night's work on what was heard: how long it takes to count and to look for themes: in the first run (all weeks, where the store was never counted), and on a night after it.
#   bench/themes.sh DIR [NABIJ]
# DIR: a store that 'nabij demo --areas' filled (bench/country.sh), on either engine; NABIJ: the program. Must hold: the second run, a night's work, in under a minute.
set -eu
dir=${1:?"usage: bench/themes.sh DIR [NABIJ]"}
nabij=${2:-build/release/nabij}
/usr/bin/python3 - "$nabij" themes --data "$dir" <<'PY'
import os, subprocess, sys, time
for name in "the first run", "a night":
    began = time.monotonic()
    run = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)
    said = run.stdout.read().strip()
    _, status, used = os.wait4(run.pid, 0)
    seconds = time.monotonic() - began
    print("%-16s %5.1f s (%.1f s of processor), %d MB of memory at most: %s" % (name + ":", seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, said))
    if status:
        sys.exit(1)
sys.exit(seconds >= 60)
PY
