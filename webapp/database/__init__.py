"""The database: engine, transactions, types of columns; one code on SQLite and PostgreSQL."""
