#!/bin/sh
# Builds the wheel with $1 (a Python that has `build`), installs it alone into a fresh environment of $2, and runs
# every command once, outside the source tree and with none of the settings of whoever runs this.
# Each command stands alone on its line: in `a && b` and `a | b` a failure of a would pass unseen.
set -eu
builder=$1 python=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$builder" -m build --wheel --outdir "$work/dist" . >"$work/build.txt" 2>&1 || { cat "$work/build.txt"; exit 1; }
"$python" -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check "$work"/dist/*.whl
unset TRACKER_DATA TRACKER_LANG TRACKER_AUTHOR LANGUAGE LANG LC_MESSAGES COLUMNS PYTHONPATH PYTHONHOME 2>/dev/null || true
LC_ALL=C.UTF-8 PATH=$work/venv/bin:$PATH
export LC_ALL PATH
cd "$work"

says() {  # says PATTERN: whether the output of the last command, in out.txt, has it
  grep -q -e "$1" out.txt || { echo "not said: $1"; cat out.txt; exit 1; }
}

tracker --version >out.txt
says '^tracker [0-9]'
tracker --help >out.txt
says '^Usage: tracker'
tracker --lang vi --help >out.txt
says 'Cách dùng'
tracker init --example --lang en >out.txt
says 'data/results.csv'
tracker status >out.txt
says '^indicator,name,group,'
tracker status --format table --year 2023 >out.txt
says '6,88 %/năm'
tracker status --format json >out.txt
python -m json.tool out.txt >/dev/null
code=0
tracker status --format md -o out.txt --lang en 2>err.txt || code=$?
test $code = 2
grep -q "nothing was written" err.txt
tracker status --format md -o out.txt --yes
says '^| TT'
tracker add-result poor-households 2024 0,95 --status preliminary >out.txt
says '0,95 (2024)'
tracker status >out.txt
says '^poor-households,.*,2024,0.95,'
tracker schema >schema.json
python -m json.tool schema.json >/dev/null
tracker columns review | grep -q '^review,csv,kind,'
tracker completion bash | grep -q _TRACKER_COMPLETE=bash_complete
tracker log -n 1 | tail -1 | grep -q ',poor-households,2024,0.95,'
tracker close 2021 --yes --lang en | grep -q 'Closed: all years up to 2021'
tracker check --only closed-rows,closed-files --fail-on note
tracker status --data data/closed/2021.zip --format csv | grep -q '^poor-households,'
printf 'area,name,level,within,from,until,into\nx-a,Xã A,commune,,,,\n' >data/areas.csv
tracker areas | grep -q '^x-a,Xã A,commune,0,'
rm data/areas.csv
mkdir ranked
printf '[term]\nname = "T"\nfirst_year = 2026\nlast_year = 2030\n\n[[indicator]]\nid = "x"\nname = "X"\nmeasure = "level"\nareas = "commune"\n' >ranked/targets.toml
printf 'area,name,level,within,from,until,into\na,A,commune,,,,\nb,B,commune,,,,\n' >ranked/areas.csv
head -1 data/results.csv >ranked/results.csv
tracker add-result x 2026 5 --area a --data ranked --yes >/dev/null
tracker compare x --year 2026 --data ranked | grep -q '^1,A,value,5,0,1,,x,'
tracker compare x --year 2026 --data ranked -o ranked.html
tracker undo --yes --lang en | grep -q 'poor-households 2024: 0.95 (preliminary) → no result'
tracker init --example vietnam vietnam --lang en >out.txt
says 'vietnam/README.md'
tracker status --data vietnam >out.txt
says '^gdp-growth,.*,missed,'
tracker next-term --format csv >out.txt
says '^final_verdict,'
tracker next-term next --years 2026-2030 --lang en >out.txt 2>err.txt
grep -q 'Created tracker folder next' err.txt
tracker check --data next >out.txt
tracker init leer --lang en >out.txt
tracker status --data leer >out.txt
says '^sample-growth,'
tracker add-result sample-growth 2021 7.5 --data leer >out.txt
printf 'indicator;TH 2022;2023\nsample-growth;7,25;7,5\n' >sheet.csv
tracker import sheet.csv --data leer --yes --format csv >out.txt
says ',new,sample-growth,'
printf 'Indicator name;Unit;Actual 2025;Target 2030\nPoverty rate;%%;4,5;2\n' >table.csv
tracker init --from table.csv made --years 2026-2030 --yes --lang en >out.txt
says 'Created tracker folder made'
tracker check --data made >out.txt
tracker export --to datapackage --data leer -o paket --lang en 2>err.txt
test -s paket/datapackage.json
tracker export --to sdmx-csv --data leer -o sdmx.zip --lang en 2>err.txt
test -s sdmx.zip
code=0
tracker form --data leer --year 2024 -o form.xlsx >out.txt 2>err.txt || code=$?
test "$code" -eq 4
grep -q 'indicator-tracker\[excel\]' err.txt
"$work/venv/bin/pip" install -q --disable-pip-version-check "$(ls "$work"/dist/*.whl)[excel]"
tracker form --data leer --year 2024 -o form.xlsx 2>err.txt
tracker import form.xlsx --data leer --lang en >out.txt 2>&1
says 'Nothing to record'
code=0
tracker report --data leer -o leer.docx >out.txt 2>err.txt || code=$?
test "$code" -eq 4
test ! -e leer.docx
grep -q 'indicator-tracker\[report\]' err.txt
"$work/venv/bin/pip" install -q --disable-pip-version-check "$(ls "$work"/dist/*.whl)[report]"
tracker init mau --templates --lang en >out.txt
for ending in docx xlsx html md; do
  tracker report --template mau --lang vi,en -o "bao-cao.$ending" 2>err.txt
  test -s "bao-cao.$ending"
done
code=0
tracker status --data nowhere >out.txt 2>err.txt || code=$?
test "$code" -eq 3
test ! -s out.txt
test -s err.txt
echo "every command ran from the wheel"
