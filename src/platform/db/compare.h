/* Is a store built as it is declared? Tables, columns, indexes, references and guards are made anew beside it, from the declarations and on the same engine
 * (SQLite: in memory; PostgreSQL: in a schema of its own within the transaction, which is undone), and both catalogues are compared line by line.
 * So a guard that was taken away is found, and one that was changed by a word too. On PostgreSQL it takes an owner who may make a schema. */
#ifndef NABIJ_COMPARE_H
#define NABIJ_COMPARE_H
#include "tables.h"

/* `declared`: the tables as one text in SQLite's form; `guards`: schema_guards() of this engine. Each difference is a line in the report; how many is
 * added to *found. False: it could not be compared. */
bool tables_as_declared(struct tables *, struct db *, const char *declared, const char *guards, struct buf *report, uint64_t *found, struct err *);

/* Rows that point at nothing: each kind of reference is asked for, whatever the store believes of itself. */
bool tables_references(struct tables *, struct buf *report, uint64_t *found, struct err *);
#endif
