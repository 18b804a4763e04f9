"""The SQL of the store: only what PostgreSQL, Citus, YugabyteDB and CockroachDB accept, all of it in two files.

Each statement is parsed, and each part of it must be on a list; what is on no list is refused, whoever adds it.
"""

import ast
import contextlib
import re
from importlib.resources import files

import pytest
import sqlglot
from sqlglot import exp

from support.folders import ROOT
from tracker.store import statements

SCHEMA = files("tracker.store").joinpath("schema.sql").read_text(encoding="utf-8")
SOURCE = (ROOT / "src" / "tracker" / "store" / "statements.py").read_text(encoding="utf-8")
NODES = {
    "Add", "Alias", "And", "Anonymous", "Any", "Array", "Boolean", "Case", "Cast", "Coalesce", "CollateColumnConstraint", "Collate",
    "Column", "ColumnConstraint", "ColumnDef", "Command", "Count", "Create", "DataType", "DataTypeParam", "DefaultColumnConstraint",
    "EQ", "Exists", "From", "GT", "GTE", "Group", "Having", "Identifier", "If", "In", "Index", "IndexParameters", "Insert", "Is",
    "Join", "LT", "LTE", "Limit", "Literal", "Max", "Min", "NEQ", "Neg", "Not", "NotNullColumnConstraint", "Null", "OnConflict", "Or",
    "Order", "Ordered", "Paren", "Placeholder", "PrimaryKey", "PrimaryKeyColumnConstraint", "Returning", "Schema", "Select", "Set",
    "SetItem", "Star", "Sub", "Subquery", "Sum", "Table", "TableAlias", "Tuple", "Union", "Unnest", "Values", "Where",
    "CTE", "With", "SessionUser", "CurrentUser", "Grant", "GrantPrincipal", "GrantPrivilege", "CurrentRole", "Distinct",
}  # fmt: skip
"""The kinds of parts that a statement may have; those with a condition of their own are in `find_faults`."""
FUNCTIONS = {"pg_has_role", "unnest", "length", "octet_length", "left", "split_part", "substring", "session_user"}
"""The functions that sqlglot has no class for, which all four engines have."""
SYSTEM_COLUMNS = {"ctid", "oid", "tableoid", "xmin", "xmax", "cmin", "cmax"}
COMMANDS = (
    r"COPY tracker\.\w+ \([a-z_, ]+\) FROM STDIN",
    r"CREATE ROLE tracker_\w+",
    r"GRANT [A-Z, ]+ ON (SCHEMA tracker|ALL TABLES IN SCHEMA tracker|tracker\.\w+(, tracker\.\w+)*) TO tracker_\w+(, tracker_\w+)*",
    r'GRANT (tracker_\w+|CREATE ON DATABASE "\w+") TO "\w+"',
    r"SET statement_timeout = \d+",
    r"CREATE SCHEMA tracker",
)
"""The statements that are held to their words, because sqlglot has no tree of some of them."""
TYPES = {"text", "integer", "int", "bigint", "boolean", "numeric", "decimal", "text[]", "int[]", "integer[]", "bigint[]",
         "boolean[]", "numeric[]", "decimal[]"}  # fmt: skip
"""`serial` and identity columns are none of them: no number that the engine counts decides an order."""


def list_statements():
    """Return the name and text of each statement of the program, for each table that it is filled in for."""
    found = {}

    def add(name, value):
        if isinstance(value, str) and re.match(r"[A-Z]+ ", value):
            for journal, table in statements.TABLES.items():
                named = {
                    "table": table.name,
                    "subject": table.key[2],
                    "journal": f"'{journal}'",
                    "database": "d",
                    "user": "u",
                }
                found.setdefault((name, value.format(**named)), None)
        elif isinstance(value, dict):
            for key, each in value.items():
                add(f"{name}[{key}]", each)
        elif isinstance(value, tuple):
            for index, each in enumerate(value):
                add(f"{name}[{index}]", each)

    for name, value in vars(statements).items():
        if not name.startswith("_"):
            add(name, value)
    return list(found)


def find_faults(sql):
    """Return what one of the four engines could refuse, or could answer otherwise, in a statement."""
    copied = re.fullmatch(r"COPY \((.*)\) TO STDOUT \(FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02'\)", sql, re.DOTALL)
    text = copied[1] if copied else sql.rstrip().rstrip(";")
    if any(re.fullmatch(command, text) for command in COMMANDS):
        return []
    if "%" in text.replace("%s", ""):
        return ["a sign % that is no parameter"]
    tree = sqlglot.parse_one(text.replace("%s", "NULL"), dialect="postgres")
    return [fault for node in tree.walk() for fault in find_node_faults(node)]


def find_node_faults(node):
    name = type(node).__name__
    is_action = isinstance(node, exp.Var) and isinstance(node.parent, exp.OnConflict)
    if name not in NODES and not is_action:
        yield f"{name}: {node.sql('postgres')[:60]}"
    if isinstance(node, exp.Anonymous) and node.name.lower() not in FUNCTIONS:
        yield f"function {node.name}"
    if isinstance(node, exp.Create) and node.kind not in ("TABLE", "INDEX"):
        yield f"CREATE {node.kind}"
    if isinstance(node, exp.Column) and node.name in SYSTEM_COLUMNS:
        yield f"column {node.name}"
    if isinstance(node, exp.Command):
        yield f"not understood: {node.sql()[:60]}"
    if isinstance(node, exp.OnConflict) and not node.args.get("conflict_keys"):
        yield "ON CONFLICT without columns"
    if isinstance(node, exp.Distinct) and node.args.get("on"):
        yield "DISTINCT ON"
    if isinstance(node, exp.With) and node.recursive:
        yield "WITH RECURSIVE"
    if isinstance(node, exp.Select) and node.args.get("locks"):
        yield "FOR UPDATE"
    if isinstance(node, exp.DataType) and node.sql("postgres").lower() not in TYPES:
        yield f"type {node.sql('postgres')}"
    if isinstance(node, exp.Table) and not node.db and not is_alias(node):
        yield f"{node.name} without its schema"
    if isinstance(node, exp.Collate | exp.CollateColumnConstraint) and '"C"' not in node.sql("postgres"):
        yield f"a collation that servers may not have: {node.sql('postgres')}"


def is_alias(table):
    """Whether a table without a schema is a query that the same statement names."""
    names = {each.alias for each in table.root().find_all(exp.CTE, exp.Subquery)}
    return table.name in names or isinstance(table.this, exp.Func) or isinstance(table.parent, exp.OnConflict)


@pytest.mark.parametrize(("name", "sql"), list_statements())
def test_each_statement_is_one_that_all_engines_accept(name, sql):
    assert find_faults(sql) == []


def list_schema_statements():
    text = re.sub(r"--[^\n]*", "", SCHEMA)
    return [each.strip() for each in text.split(";") if each.strip()]


@pytest.mark.parametrize("sql", list_schema_statements())
def test_each_statement_of_the_schema_is_one_that_all_engines_accept(sql):
    assert find_faults(sql) == []


def test_each_table_has_a_primary_key_and_those_of_rows_begin_with_the_area():
    tables = {
        found[1]: re.search(r"PRIMARY KEY(?: \(([\w, ]+)\))?", found[0])
        for found in re.finditer(r"CREATE TABLE tracker\.(\w+) \(.*?\n\);", SCHEMA, re.DOTALL)
    }
    assert len(tables) == SCHEMA.count("CREATE TABLE") > 8
    assert all(tables.values())
    for name in ("results", "decisions", "latest"):
        assert tables[name][1].startswith("area, indicator, ")


BAD = [
    "SELECT DISTINCT ON (area) line FROM tracker.results",
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_advisory_xact_lock(1)",
    "SELECT nextval('tracker.numbers')",
    "CREATE SEQUENCE tracker.numbers",
    "CREATE TABLE tracker.t (x serial PRIMARY KEY)",
    "CREATE TABLE tracker.t (x bigint GENERATED ALWAYS AS IDENTITY)",
    "CREATE TABLE tracker.t (x text COLLATE \"vi_VN\")",
    "CREATE TABLE tracker.t (x timestamptz DEFAULT now())",
    "CREATE TABLE tracker.t (x jsonb)",
    "CREATE UNLOGGED TABLE tracker.t (x text)",
    "WITH RECURSIVE t AS (SELECT 1 UNION ALL SELECT 1 FROM t) SELECT 1 FROM t",
    "INSERT INTO tracker.results (line) VALUES (%s) ON CONFLICT DO NOTHING",
    "INSERT INTO tracker.results (line) VALUES (%s) ON CONFLICT ON CONSTRAINT k DO NOTHING",
    "SELECT avg(value) FROM tracker.latest",
    "SELECT sum(value) / count(*) FROM tracker.latest",
    "SELECT value %% 2 FROM tracker.latest",
    "SELECT line FROM results",
    "SELECT line FROM tracker.results FOR UPDATE",
    "SELECT line FROM tracker.results JOIN areas ON areas.area = results.area",
    "SELECT now()",
    "SELECT random()",
    "SELECT ctid FROM tracker.results",
    "SELECT line FROM tracker.results TABLESAMPLE SYSTEM (1)",
    "SELECT rank() OVER (ORDER BY area) FROM tracker.results",
    "SELECT evil(line) FROM tracker.results",
    "LOCK TABLE tracker.results",
    "DELETE FROM tracker.results",
    "UPDATE tracker.results SET line = ''",
    "TRUNCATE tracker.latest",
    "DO $$ BEGIN END $$",
    "MERGE INTO tracker.latest USING tracker.results ON 1 = 1 WHEN MATCHED THEN DELETE",
    "COPY (SELECT DISTINCT ON (area) line FROM tracker.results) TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')",
    "COPY tracker.results FROM PROGRAM 'true'",
    "COPY tracker.results TO '/tmp/x'",
    "SET search_path = evil",
    "GRANT DELETE ON tracker.results TO PUBLIC",
    "CREATE FUNCTION tracker.f() RETURNS text LANGUAGE sql AS 'SELECT 1'",
    "CREATE TRIGGER t BEFORE INSERT ON tracker.results EXECUTE FUNCTION f()",
    "SELECT line FROM tracker.results ORDER BY line USING >",
]  # fmt: skip


@pytest.mark.parametrize("sql", BAD)
def test_what_an_engine_refuses_is_found(sql):
    with contextlib.suppress(sqlglot.errors.ParseError):
        assert find_faults(sql)


def test_each_statement_is_used():
    sources = [
        path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py") if path.name != "statements.py"
    ]
    for name in vars(statements):
        if name.isupper() and not name.startswith("_"):
            elsewhere = any(re.search(rf"statements\.{name}\b", text) for text in sources)
            assert elsewhere or len(re.findall(rf"\b{name}\b", SOURCE)) > 1, name


SQL = re.compile(
    r"\b(SELECT\s|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE (TABLE|ROLE|SCHEMA|INDEX)|COPY |GRANT |TRUNCATE|DROP |ALTER |"
    r"LOCK TABLE)"
)


def test_no_sql_is_anywhere_else():
    """But in documentation strings."""
    assert SQL.search("SELECT 1")
    for path in sorted((ROOT / "src").rglob("*.py")):
        if path.name == "statements.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained:
                assert not SQL.search(node.value), f"{path}:{node.lineno}"


def test_statements_are_filled_in_only_from_names_of_this_program():
    """What is between braces is the name of a table or column, or of a journal; values are parameters."""
    for name, value in vars(statements).items():
        if isinstance(value, str) and not name.startswith(("_", "LET_")) and name.isupper():
            assert set(re.findall(r"\{(\w*)\}", value)) <= {"table", "subject", "journal"}, name
