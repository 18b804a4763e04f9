"""The journals of a tracker folder in a database that speaks the PostgreSQL protocol: many offices record at once.

`address` says where the database is, `connection` opens it and words its errors, `schema.sql` and `setup` make the
tables, `statements` has every statement, `journals` reads, `recording` records, `transfer` loads and dumps files.
"""
