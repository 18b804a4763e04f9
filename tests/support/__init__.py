"""What the tests share. Only here: no test module imports another (test_structure.py)."""
