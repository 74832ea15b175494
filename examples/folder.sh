#!/bin/sh
# A folder of pages, cleaned, proved and brought back: sh examples/folder.sh
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
cleanse run fixtures/seeds -o "$out/clean" --duplicates mark
cleanse verify "$out/clean"
cleanse restore "$out/clean" -o "$out/back"
diff -r fixtures/seeds "$out/back" && echo "the same bytes"
