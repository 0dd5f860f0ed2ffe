/* What no statement may say, checked on its text in the build (docs/architecture.md, Rights 3 and SQL): the rule of views (sql_rule_broken, db.h),
 * and nothing that SQLite and PostgreSQL understand differently. */
#ifndef NABIJ_SQL_CHECK_H
#define NABIJ_SQL_CHECK_H
#include "schema.h"

/* False when something is wrong; each thing is a line in `report`. */
bool sql_check(const struct sql *, struct buf *report);
bool sql_check_all(struct buf *report);
/* Declarations themselves: personal fields say what they are for, references exist, inputs take fields that are there. */
bool schema_check(struct buf *report);
#endif
