#!/bin/sh
# The night's work on what was heard: how long it takes to count and to look for themes, the first time (all weeks) and on a night.
#   bench/themes.sh DIR [NABIJ]
# DIR: a store that 'nabij demo --areas' filled (bench/country.sh); NABIJ: the program. Must hold: the second run, a night's work, in under a minute.
set -eu
dir=${1:?"usage: bench/themes.sh DIR [NABIJ]"}
nabij=${2:-build/release/nabij}
said=$("$nabij" themes --data "$dir")
echo "the first time: $said"
said=$("$nabij" themes --data "$dir")
echo "a night:        $said"
seconds=$(echo "$said" | sed 's/.* in \([0-9]*\).*/\1/')
[ "$seconds" -lt 60 ]
