"""The cases of `growth.py`: which input grows, and the command that reads it."""

from growth_inputs import (
    AREA_HEADER,
    HEADER,
    INDICATOR,
    LEVEL,
    PART_HEADER,
    ROW,
    TERM,
    Case,
    make_batches,
    make_chain,
    make_closings,
    make_decisions,
    make_dimensions,
    make_indicators,
    make_merged_areas,
    make_nested_areas,
    make_results,
    make_undos,
    make_values,
    make_wide_sheet,
    make_year_columns,
    repeat,
    write_evidence,
    write_many_sheets,
    write_table_sheets,
    write_wide_workbook,
    write_workbook,
)

IMPORT = "import in.csv --dry-run --skip-unknown"
REVISIONS = repeat("a,2021,2{at},,final,S {at},N {at},2022-01-01,\n", HEADER)
AREAS = repeat("c{at},C {at},commune,p,,,\n", "area,name,level,within,from,until,into\np,P,province,,,,\n")
AREA_TARGETS = TERM + INDICATOR + 'areas = "commune"\nroll_up = "sum"\n'
AREA_RESULTS = repeat("a,2021,20,,final,,,2022-01-01,,c{at}\n", AREA_HEADER)
OFFICE = 'signatory.title = "T"\n'

CASES = {
    "last row without line break": Case(1 << 21, "status", lambda size: f"{HEADER}a,2021,20,,final,,{'x' * size},2022-01-01,"),
    "line ends of CR": Case(20_000, "status", lambda size: (HEADER + ROW * size).replace("\n", "\r")),
    "line ends of CR, show": Case(20_000, "show a", lambda size: (HEADER + ROW * size).replace("\n", "\r")),
    "rows with an error": Case(20_000, "check", lambda size: HEADER + "a,2021,x,,final,,,2022-01-01,\n" * size),
    "quoted rows": Case(20_000, "status", lambda size: HEADER + 'a,2021,20,,final,,"a\n""b",2022-01-01,\n' * size),
    "columns of the journal": Case(
        5_000, "show a --format json",
        lambda size: HEADER.strip() + "".join(f",c{at}" for at in range(size)) + "\n" + ROW.strip() + "," * size + "\n",
    ),
    **{
        f"revisions, {command}": Case(size, command, REVISIONS)
        for size, command in [
            (10_000, "show a --format md"), (10_000, "show a --format json"), (10_000, "show a --format table"),
            (10_000, "log --format json"), (10_000, "log --format table"), (10_000, "log --format md"),
            (10_000, "log --format csv"), (20_000, "check"), (20_000, "undo --dry-run"), (50_000, "status"),
            (20_000, "review"), (5_000, "report -o out.md"), (5_000, "report -o out.html"), (5_000, "report -o out.docx"),
            (5_000, "report -o out.xlsx"), (20_000, "add-result a 2022 30 --dry-run"),
            (10_000, "next-term out --years 2031-2035 --yes"),
            (10_000, "close 2021 --dry-run"),
        ]
    },
    "recordings, log": Case(2_000, "log --format table", make_batches),
    "recordings, undo": Case(2_000, "undo --dry-run", make_batches),
    "undos, status": Case(10_000, "status", make_undos),
    "undos, log": Case(5_000, "log --format table", make_undos),
    "undos, undo": Case(5_000, "undo --dry-run", make_undos),
    "undos, show": Case(5_000, "show a --format md", make_undos),
    **{
        f"indicators, {command}": Case(size, command, make_results(), make_indicators())
        for size, command in [
            (2_000, "status"), (1_000, "status --format table"), (1_000, "review --format table"), (2_000, "check"),
            (500, "report -o out.md"), (300, "report -o out.html"), (200, "report -o out.docx"), (300, "report -o out.xlsx"),
            (500, "form -o out.xlsx --year 2024"),             (1_000, "next-term out --years 2031-2035 --yes"), (2_000, "show x0"), (1_000, "log"),
        ]
    },
    "indicators, import": Case(
        1_000, IMPORT, make_results(), make_indicators(), sheet=repeat("x{at},2022,15\n", "indicator,period,value\n")
    ),
    "indicators by name, import": Case(
        500, IMPORT, make_results(), make_indicators(name="Tỷ lệ hộ nghèo {at}"),
        sheet=repeat("Ty le ho ngheo {at},2022,15\n", "indicator,period,value\n"),
    ),
    "indicators and a workbook, import": Case(
        500, IMPORT.replace("csv", "xlsx"), make_results(), make_indicators(), xlsx=write_workbook
    ),
    "equal names, import": Case(
        1_000, IMPORT, targets=make_indicators(name="X"), sheet=repeat("X,2022,15\n", "indicator,period,value\n")
    ),
    "unknown keys": Case(2_000, "check", targets=make_indicators("unknown{at} = 1\n" + LEVEL)),
    "aliases": Case(
        5_000, "check", targets=lambda size: TERM + INDICATOR + f"aliases = {[f'b {at}' for at in range(size)]}\n"
    ),
    **{
        f"groups, {command}": Case(
            size, command, targets=lambda size: TERM + INDICATOR + "".join(
                f'[[group]]\nid = "g{at}"\nname.en = "G {at}"\n[[indicator]]\nid = "x{at}"\ngroup = "g{at}"\nname.en = "X {at}"\n{LEVEL}'
                for at in range(size)
            ),
        )
        for size, command in [(1_000, "status"), (1_000, "review"), (300, "report -o out.html"), (1_000, "status --format table")]
    },
    **{
        f"owners, {command}": Case(size, command, targets=make_indicators(f'owner.en = "O {{at}}"\n{LEVEL}'))
        for size, command in [(1_000, "review"), (1_000, "review --missing"), (300, "report -o out.docx")]
    },
    "deep parents, status": Case(500, "status", targets=make_chain(f'parent = "{{before}}"\n{LEVEL}')),
    "many parts of one parent": Case(1_000, "report -o out.md", targets=lambda size: TERM + INDICATOR + "".join(
        f'[[indicator]]\nid = "x{at}"\nparent = "a"\nname.en = "X {at}"\n{LEVEL}' for at in range(size))),
    "chain of ratios, status": Case(200, "status", targets=make_chain('measure = "level"\nratio = { of = "{before}", to = "a" }')),
    **{
        f"decisions, {command}": Case(size, command, decisions=make_decisions())
        for size, command in [
            (20_000, "status"), (20_000, "show a --format md"), (20_000, "show a --format json"), (20_000, "log"), (20_000, "check"),
            (20_000, "report -o out.html"), (20_000, "report -o out.md"), (20_000, "undo --dry-run"),
            (20_000, "decide a 2026 50 --source S --dry-run"),
        ]
    },
    "decided targets, show": Case(20_000, "show a --format table", decisions=make_decisions("target,2030")),
    "decided baselines, status": Case(20_000, "status", decisions=make_decisions("baseline,2020", "")),
    **{
        f"areas, {command}": Case(size, command, AREA_RESULTS, lambda size: AREA_TARGETS, areas=AREAS)
        for size, command in [
            (2_000, "areas --format table"), (2_000, "areas --format csv"), (1_000, "status"), (1_000, "check"),
            (1_000, "compare a --level commune"), (1_000, "compare a --level commune --format table"), (500, "status --level commune"),
            (1_000, "status --area c1"), (1_000, "show a"),
        ]
    },
    "areas, import": Case(
        500, IMPORT, lambda size: AREA_HEADER, lambda size: AREA_TARGETS, areas=AREAS,
        sheet=repeat("a,C {at},2022,5\n", "indicator,area,period,value\n"),
    ),
    "areas within areas": Case(300, "areas --format csv", areas=make_nested_areas),
    "areas within areas, status": Case(300, "status", targets=lambda size: AREA_TARGETS, areas=make_nested_areas),
    "areas into areas": Case(500, "areas --all --format csv", areas=make_merged_areas),
    "areas into areas, status": Case(
        300, "status", lambda size: AREA_RESULTS(1).replace(",c0", ",a0"), lambda size: AREA_TARGETS, areas=make_merged_areas
    ),
    "areas with errors": Case(1_000, "check", areas=repeat("c{at},C,commune,none{at},x,y,\n", "area,name,level,within,from,until,into\n")),
    **{
        f"values of a dimension, {command}": Case(
            size, command, repeat("a,2021,20,,final,,,2022-01-01,,v{at}\n", PART_HEADER), make_values
        )
        for size, command in [(500, "status"), (500, "status --by sex"), (500, "check"), (200, "report -o out.md"), (500, "compare a --by sex")]
    },
    "dimensions": Case(500, "status", targets=make_dimensions),
    "closings": Case(2_000, "check", closings=make_closings),
    "closings, status": Case(2_000, "status", closings=make_closings),
    "sources of one indicator, report": Case(
        1_000, "report -o out.md", lambda size: HEADER + "".join(f"a,2021-M{at % 12 + 1:02},2,,final,S {at},N {at},2022-01-01,\n" for at in range(size))
    ),
    "sources, report": Case(300, "report -o out.html", make_results("2021,20,,final,Source {at},Note {at},2022-01-01,"), make_indicators()),
    "letterheads": Case(2_000, "report -o out.md", office=repeat('[letterhead.l{at}]\nkind = "party"\n', '[letterhead]\ndefault = "l0"\n')),
    "a long note": Case(1 << 20, "show a", lambda size: f"{HEADER}a,2021,20,,final,,{'x ' * size},2022-01-01,\n"),
    "a long source": Case(1 << 20, "report -o out.md", lambda size: f"{HEADER}a,2021,20,,final,{'x ' * size},,2022-01-01,\n"),
    "a hexadecimal number": Case(1 << 20, "status", targets=lambda size: f"{TERM}{INDICATOR}decimals = 0x{'f' * size}\n"),
    "a long number": Case(1 << 20, "status", targets=lambda size: f"{TERM}{INDICATOR}decimals = {'9' * size}\n"),
    "a long text": Case(1 << 20, "status", targets=lambda size: f"{TERM}{INDICATOR}note = \"{'x' * size}\"\n"),
    "dotted keys": Case(2_000, "status", targets=lambda size: f"{TERM}{INDICATOR}x{'.x' * size} = 1\n"),
    "nested arrays": Case(2_000, "status", targets=lambda size: f"{TERM}{INDICATOR}x = {'[' * size}{']' * size}\n"),
    "comments": Case(50_000, "status", targets=lambda size: TERM + INDICATOR + "# c\n" * size),
    "empty lines of a sheet": Case(50_000, IMPORT, sheet=lambda size: "indicator,period,value\n" + "\n" * size),
    "rows of a sheet": Case(2_000, IMPORT, sheet=repeat("u{at},2022,5\n", "indicator,period,value\n")),
    "one key in a sheet": Case(2_000, IMPORT, sheet=repeat("a,2022,{at}\n", "indicator,period,value\n")),
    "wrong values of a sheet": Case(2_000, IMPORT, sheet=repeat("a,2022,x{at}\n", "indicator,period,value\n")),
    "columns of a sheet": Case(2_000, IMPORT, sheet=make_wide_sheet),
    "columns of periods": Case(1_000, IMPORT, sheet=make_year_columns),
    "columns of a workbook": Case(500, IMPORT.replace("csv", "xlsx"), xlsx=write_wide_workbook),
    "sheets of a workbook": Case(50, IMPORT.replace("csv", "xlsx"), xlsx=write_many_sheets),
    "titles above a sheet": Case(5_000, IMPORT, sheet=lambda size: "title\n" * size + "indicator,period,value\na,2022,5\n"),
    **{
        f"{what}, export --to {standard}": case._replace(command=f"export --to {standard} -o out.zip{more}")
        for standard in ("datapackage", "sdmx-csv")
        for what, more, case in [
            ("indicators", "", Case(500, "", make_results(), make_indicators())),
            ("revisions", "", Case(20_000, "", REVISIONS)),
            ("decisions", "", Case(20_000, "", decisions=make_decisions())),
            ("areas", " --level commune", Case(300, "", AREA_RESULTS, lambda size: AREA_TARGETS, areas=AREAS)),
            ("values of a dimension", "", Case(200, "", repeat("a,2021,20,,final,,,2022-01-01,,v{at}\n", PART_HEADER), make_values)),
        ]
    },
    "private indicators, report": Case(
        500, "report --public -o out.md", make_results(), make_indicators("public = false\n" + LEVEL)),
    "chain of private ratios, report": Case(
        200, "report --public -o out.md", targets=lambda size: make_chain(
            'measure = "level"\nratio = { of = "{before}", to = "a" }')(size).replace('name.en = "X 0"\n', 'name.en = "X 0"\npublic = false\n')),
    "deep parents, report --public": Case(
        300, "report --public -o out.md", targets=make_chain(f'public = false\nparent = "{{before}}"\n{LEVEL}')),
    "files of evidence, check": Case(
        2_000, "check", repeat("a,2021,2{at},,final,file:evidence/e{at}.txt#sha256=" + "0" * 64 + ",,2022-01-01,\n", HEADER),
        evidence=write_evidence),
    "missing evidence, check": Case(
        2_000, "check", repeat("a,2021,2{at},,final,file:evidence/none{at}.txt,,2022-01-01,\n", HEADER), evidence=write_evidence),
    "evidence of one result, check": Case(
        2_000, "check", lambda size: f"{HEADER}a,2021,2,,final,{'; '.join(f'file:evidence/e{at}.txt' for at in range(size))},,2022-01-01,\n",
        evidence=write_evidence),
    "questions, check": Case(2_000, "check", targets=make_indicators("# measure: is it the level?\n# target: is it at least 90?\n" + LEVEL)),
    "questions of one indicator, check": Case(20_000, "check", targets=lambda size: TERM + INDICATOR + "# measure: is it the level?\n" * size),
    "questions with long texts, check": Case(1 << 20, "check", targets=lambda size: TERM + INDICATOR + f"# measure: {' ' * size}\n"),
    **{
        f"own fields, {command}": Case(size, command, make_results(), make_indicators('extra = { k = "v {at}" }\n' + LEVEL))
        for size, command in [(200, "status"), (200, "status --format json"), (300, "status --where k="), (500, "status --where ")]
    },
    **{
        f"indicators, completion of {command}": Case(size, f"{command} ", targets=make_indicators())
        for size, command in [(2_000, "show"), (2_000, "add-result"), (2_000, "report --group")]
    },
    "owners, completion": Case(2_000, "report --owner ", targets=make_indicators(f'owner.en = "O {{at}}"\n{LEVEL}')),
    "areas, completion": Case(3_000, "status --area ", targets=lambda size: AREA_TARGETS, areas=AREAS),
    "areas within areas, completion": Case(1_000, "status --area ", targets=lambda size: AREA_TARGETS, areas=make_nested_areas),
    "plans of a sheet": Case(1_000, "import in.csv --plans --dry-run --skip-unknown", targets=make_indicators(), sheet=repeat("x{at},50\n", "Indicator,Plan 2025\n")),
}  # fmt: skip

PIECES = {
    "numbers": "1.", "commas": "1,", "spaces": " ", "brackets": "(", "square brackets": "[", "dashes": "- ", "slashes": "/1",
    "percents": "%", "letters": "a", "words": "a ", "years": "2022 ", "ranges": "2022-", "exponents": "1e", "quotes": "''",
    "accents": "ế", "digits": "9", "dots": ". ", "of which": "of which ", "trong đó": "trong đó: ", "ước": "ước ", "semicolons": ";",
}  # fmt: skip
TEMPLATES = {
    "name": 'indicator,period,value\n"{}",2022,5\n',
    "value": 'indicator,period,value\na,2022,"{}"\n',
    "heading": 'indicator,period,value,"{}"\na,2022,5,6\n',
    "period": 'indicator,period,value\na,"{}",5\n',
}


def _make_repeated(template: str, piece: str) -> Case:
    return Case(20_000, IMPORT, sheet=lambda size: template.format(piece * size))


CASES |= {
    f"an unknown name of {word}": _make_repeated(TEMPLATES["name"], piece)._replace(command="import in.csv --dry-run")
    for word, piece in PIECES.items()
}
CASES |= {
    f"a {place} of {word}": _make_repeated(template, piece)
    for word, piece in PIECES.items()
    for place, template in TEMPLATES.items()
}

INIT = "init --from in.csv out --yes --years 2026-2030"
TABLE = "No,Indicator,Unit,Result 2025,Plan 2026,Target 2030,Note\n"
TABLES = {
    "rows": repeat("{at},Indicator {at},%,5,4,2,\n", TABLE),
    "rows of one name": repeat("{at},Indicator,%,5,4,2,\n", TABLE),
    "notes": repeat("{at},Indicator {at},%,5,4,2,note {at}\n", TABLE),
    "targets as texts": repeat("{at},Indicator {at},%,5,4,at least {at} %,\n", TABLE),
    "targets that are not understood": repeat("{at},Indicator {at},%,5,4,as {at} as possible,\n", TABLE),
    "rows of which": repeat(",of which: part {at},t,5,4,2,\n", TABLE + "1,Whole,t,50000,40000,20000,\n"),
    "groups": repeat("I,GROUP {at},,,,,\n1,Indicator {at},%,5,4,2,\n", TABLE),
    "numbered rows": repeat("1.{at},Indicator {at},%,5,4,2,\n", TABLE + "1,Whole,%,5,4,2,\n"),
    "empty rows": lambda size: TABLE + ",,,,,,\n" * size + "1,Indicator,%,5,4,2,\n",
    "titles": lambda size: "A title\n" * size + TABLE + "1,Indicator,%,5,4,2,\n",
    "footnotes": repeat("(*) footnote {at},,,,,,\n", TABLE + "1,Indicator,%,5,4,2,\n"),
    "columns that are not used": lambda size: TABLE.strip() + "".join(f",c{at}" for at in range(size)) + "\n1,Indicator,%,5,4,2," + ",x" * size + "\n",
    "columns of results": lambda size: TABLE.strip() + ",Result 2025" * size + "\n1,Indicator,%,5,4,2," + ",5" * size + "\n",
    "columns of years": lambda size: TABLE.strip() + "".join(f",{1900 + at % 150}" for at in range(size)) + "\n1,Indicator,%,5,4,2," + ",5" * size + "\n",
}  # fmt: skip
TABLE_TEMPLATES = {
    "name": TABLE + '1,"{}",%,5,4,2,\n',
    "unit": TABLE + '1,Indicator,"{}",5,4,2,\n',
    "target": TABLE + '1,Indicator,%,5,4,"{}",\n',
    "number": TABLE + '"{}",Indicator,%,5,4,2,\n',
    "heading": 'No,Indicator,Unit,Result 2025,Target 2030,"{}"\n1,Indicator,%,5,2,3\n',
    "title": '"{}"\n' + TABLE + "1,Indicator,%,5,4,2,\n",
}
CASES |= {f"init --from, {word}": Case(500, INIT, sheet=sheet) for word, sheet in TABLES.items()}
CASES["init --from, sheets"] = Case(50, INIT.replace("csv", "xlsx"), xlsx=write_table_sheets)
CASES |= {
    f"init --from, a {place} of {word}": _make_repeated(template, piece)._replace(command=INIT)
    for word, piece in PIECES.items()
    for place, template in TABLE_TEMPLATES.items()
}
