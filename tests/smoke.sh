#!/bin/sh
# Builds the wheel with $1 (a Python that has `build`), installs it alone into a fresh environment of $2, and runs
# every command once, outside the source tree.
set -eu
builder=$1 python=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$builder" -m build --wheel --outdir "$work/dist" . >"$work/build.txt" 2>&1 || { cat "$work/build.txt"; exit 1; }
"$python" -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check "$work"/dist/*.whl
PATH=$work/venv/bin:$PATH
cd "$work"
tracker --version
tracker --help >/dev/null
tracker --lang vi --help | grep -q "Cách dùng"
tracker init --example --lang en
tracker status | head -1 | grep -q '^indicator,name,group,'
tracker status --format table --year 2023 | grep -q '6,88 %/năm'
tracker status --format json | python -m json.tool >/dev/null
tracker status --format md -o status.md && grep -q '^| TT' status.md
tracker add-result poor-households 2024 0,95 --status preliminary | grep -q '0,95 (2024)'
tracker status | grep '^poor-households,' | grep -q ',2024,0.95,'
tracker init leer --lang en && tracker status --data leer | tail -1 | grep -q '^sample-growth,'
tracker add-result sample-growth 2021 7.5 --data leer >/dev/null
if tracker status --data nowhere 2>err.txt; then exit 1; else test $? -eq 3; fi
test -s err.txt
echo "every command ran from the wheel"
