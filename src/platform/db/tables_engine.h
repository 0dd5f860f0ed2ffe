/* What the two stores give tables.c. Nobody else includes it. */
#ifndef NABIJ_TABLES_ENGINE_H
#define NABIJ_TABLES_ENGINE_H
#include "tables.h"

struct tables_conn;

struct tables_engine {
	enum engine_kind kind;
	const char *names;               /* question: the tables */
	const char *columns[2];          /* question, to be put around a table's name: its columns */
	const char *yes_no[2];           /* likewise: those of them that are of a type for yes and no */
	struct tables_conn *(*open)(const char *target, struct err *);       /* and begins the snapshot */
	void (*close)(struct tables_conn *);
	bool (*rows)(struct tables_conn *, const struct table *, table_row *, void *ctx, struct err *);
	bool (*ask)(struct tables_conn *, const char *question, struct arena *, struct texts *, struct err *);
	bool (*script)(struct tables_conn *, const char *text, struct err *);
};
extern const struct tables_engine TABLES_SQLITE, TABLES_POSTGRES;
void texts_add(struct texts *, struct arena *, const char *text, size_t n);
char *table_question(struct arena *, const struct table *);                    /* SELECT its columns FROM it ORDER BY id */
#endif
