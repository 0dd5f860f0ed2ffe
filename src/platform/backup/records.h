/* What a backup holds, as a row of records. Neutral: both stores write and read the same (db/tables.h). It is never on a disk as it is: crypt/sealed_file.h
 * seals it.
 *
 * A record: its kind (1 byte), the length of what follows (4 bytes), and that. Numbers are little-endian, a text is 4 bytes of length and its bytes.
 *   the data:  ABOUT · FILE… · TOMBSTONE… · (TABLE · ROW… · TABLE_END)… · END
 *   the keys:  ABOUT · MASTER · KEY… · TOMBSTONE… · END
 * TABLE_END holds how many rows there were and their sum, END how many records came before it. A reader refuses anything else: another order, a name that
 * is not one of ours, a row that does not fit its table, a sum that differs. */
#ifndef NABIJ_RECORDS_H
#define NABIJ_RECORDS_H
#include "../crypt/sealed_file.h"
#include "../db/tables.h"

#define RECORDS_FORMAT 1

struct about {
	moment made_at;              /* of the snapshot; of the keys: when they were read */
	int migration;               /* the tables are those of this migration */
	const char *store;           /* "sqlite" or "postgres": where it came from */
};

/* Where records go; false with an error ends it. */
struct record_sink { bool (*write)(void *ctx, const void *, size_t n, struct err *); void *ctx; uint64_t written; };
bool record_about(struct record_sink *, const struct about *, struct err *);
bool record_file(struct record_sink *, const char *name, const void *, size_t n, struct err *);
bool record_master(struct record_sink *, const struct key *, struct err *);
bool record_key(struct record_sink *, id64 file, struct blob wrapped, struct err *);
bool record_tombstone(struct record_sink *, id64 file, moment at, struct err *);
bool record_table(struct record_sink *, const struct table *, struct err *);
bool record_row(struct record_sink *, const void *encoded, size_t n, struct err *);
bool record_table_end(struct record_sink *, const struct table_sum *, struct err *);
bool record_end(struct record_sink *, struct err *);

/* Where they come from: all n bytes, or false with an error. */
struct record_source { bool (*read)(void *ctx, void *, size_t n, struct err *); void *ctx; };
/* Who is told of them; NULL: not interested. What is pointed to lives until the function returns, a table until its end. */
struct record_visitor {
	bool (*about)(void *ctx, const struct about *, struct err *);
	bool (*file)(void *ctx, const char *name, const void *, size_t n, struct err *);
	bool (*master)(void *ctx, const struct key *, struct err *);
	bool (*key)(void *ctx, id64 file, struct blob wrapped, struct err *);
	bool (*tombstone)(void *ctx, id64 file, moment at, struct err *);
	bool (*table)(void *ctx, const struct table *, struct err *);
	bool (*row)(void *ctx, const struct table *, const struct value *, struct err *);
	bool (*table_end)(void *ctx, const struct table *, const struct table_sum *, struct err *);
	void *ctx;
};
bool records_read(struct record_source *, enum sealed_kind, const struct record_visitor *, struct err *);

/* A file of the data folder that may be in a backup: "nabij.conf", "theme.css", "backup.key", "spool/00000001.log" and its like. */
bool record_file_name(const char *);
#endif
