/* The store: one interface over SQLite (embedded) and PostgreSQL 15, one SQL text for both (docs/architecture.md, SQL).
 *
 * Statements are static text, declared with SQL() and found by the registry; named parameters (:name); no string building.
 * Rows come through the guarded views (v_…, for the viewer) and, for the service's own work as NABIJ_ITSELF, the views s_…;
 * writes address a table by id and are guarded in the store.
 *
 * A `slot` is a connection bound to a viewer, a moment and an arena: the only way to get at data.
 *   read:   slot = db_slot(db, …); … ; db_slot_back(slot);        one snapshot for the whole page
 *   change: db_change(db, …, fn, ctx)                              queued to the one writer, committed in a group (SQLite) or as a
 *                                                                transaction of its own (PostgreSQL); returns when it is durable
 * Errors stick to the slot: after the first failed statement every read has no rows and every run changes nothing;
 * slot_failed() says so, and a change that failed is undone. */
#ifndef NABIJ_DB_H
#define NABIJ_DB_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../base/arena.h"
#include "../base/buf.h"
#include "../base/clock.h"
#include "../base/err.h"
#include "../base/id.h"
#include "../crypt/keys.h"

#define NABIJ_ITSELF ((id64)1)     /* the account of the service's own work: jobs, sign-in, keeping attention; nobody can sign in as it */
#define NOBODY       ((id64)0)     /* no viewer: no rows */
#define DIRECTORY_FILE ((id64)1)   /* the file the staff's own names are sealed under; being shown from it is not logged */

struct db;
struct slot;
struct rows;

/* ---- statements ---- */
struct sql { const char *name, *file, *text; int index; };
#define SQL(name_, ...) \
	static struct sql name_ = { #name_, __FILE__, __VA_ARGS__, -1 }; \
	static struct sql *const name_##_entry __attribute__((section("nabij_sql"), used)) = &name_
size_t sql_count(void);
struct sql *sql_at(size_t i);                    /* 0 … sql_count()-1 */
/* Only in a build for tests (-Dtest_clock=true): the names of the statements with which this thread read since the last call, in order, a
 * space between; what runs inside a change is not among them. */
void sql_tally(struct buf *names);

/* The rule no authorizer can see: a table's own name stands only behind INSERT INTO, UPDATE and DELETE FROM, no CTE is named like a
 * view, no name is quoted, and a statement reads or changes rows and does nothing else. NULL when the text keeps it, else the word
 * that does not. */
const char *sql_rule_broken(struct arena *, const char *text);

/* ---- parameters: WITH(p_id("id", id), p_text("note", note)) ---- */
enum param_type { PARAM_END, PARAM_INT, PARAM_TEXT, PARAM_BLOB, PARAM_BOOL, PARAM_REAL };
struct param {
	const char *name;            /* without the colon */
	enum param_type type;
	bool null;
	int64_t i;                   /* INT, BOOL */
	double d;                    /* REAL */
	const void *p; size_t n;     /* TEXT, BLOB */
};
#define WITH(...) ((const struct param[]){ __VA_ARGS__, { .type = PARAM_END } })
#define WITHOUT   ((const struct param[]){ { .type = PARAM_END } })
struct param p_int(const char *name, int64_t);
struct param p_id(const char *name, id64);       /* 0 is NULL */
struct param p_moment(const char *name, moment); /* 0 is NULL */
struct param p_text(const char *name, const char *);   /* NULL is NULL */
struct param p_day(const char *name, struct arena *, struct day);   /* ISO text; unknown is NULL */
struct param p_blob(const char *name, struct blob);    /* p NULL is NULL */
struct param p_bool(const char *name, bool);
struct param p_real(const char *name, double);
struct param p_null(const char *name, enum param_type);

/* ---- reading and writing ---- */
struct rows *sql_read(struct slot *, struct sql *, const struct param *);   /* step with rows_next() until false */
/* Announces a reading: where asking takes a journey (PostgreSQL) it is sent and not waited for, all that is announced travels together, and the first
 * sql_read() of the same statement with the same parameters by the same viewer gets what came. It changes no answer: same snapshot, same rights; what is
 * not asked for is dropped. Elsewhere, and in a change, it does nothing (slot_reads_ahead() says which). */
void sql_ahead(struct slot *, struct sql *, const struct param *);
bool slot_reads_ahead(const struct slot *);
/* Is told of each reading in this slot, before it is done. */
typedef void watch_fn(struct slot *, struct sql *, const struct param *, void *ctx);
void slot_watch(struct slot *, watch_fn *, void *ctx);
bool rows_next(struct rows *);
void rows_end(struct rows *);                    /* only needed when stopping before rows_next() said false */
bool rows_null(const struct rows *, int column);
int64_t rows_int(const struct rows *, int column);       /* NULL is 0 */
bool rows_bool(const struct rows *, int column);
double rows_real(const struct rows *, int column);
const char *rows_text(const struct rows *, int column);  /* in the slot's arena; NULL stays NULL */
struct blob rows_blob(const struct rows *, int column);  /* in the slot's arena */
struct day rows_day(const struct rows *, int column);
/* Opens a sealed column. The statement must have `id` as column 0 and `file_id` as column 1 (asserted by name). Remembers that the
 * file was shown: that is what the log of the request is made of. "" when NULL; NULL when the file's key is gone (erased). */
const char *rows_open(struct rows *, int column, const char *where);

/* One row, one number: the first column of the first row, or `otherwise` when there is none. */
int64_t sql_number(struct slot *, struct sql *, const struct param *, int64_t otherwise);
/* The number of changed rows; 0 also when the guard let nothing through; -1 after a failure. */
int sql_run(struct slot *, struct sql *, const struct param *);
/* The same where nobody asks how many: on PostgreSQL it is sent and not waited for. That it failed shows at the next statement, or at the end of the
 * change, which is then undone. */
void sql_later(struct slot *, struct sql *, const struct param *);

/* Seals a value for a row of a file and remembers that the file was written to. NULL text gives NULL. */
struct blob slot_seal(struct slot *, id64 file, const char *where, id64 row, const char *text);
/* Opens a value read elsewhere in the same slot (as rows_open, for statements joining several rows). */
const char *slot_open(struct slot *, id64 file, const char *where, id64 row, struct blob);
bool slot_new_file_key(struct slot *, id64 file);    /* durable before the first row that uses it */

/* ---- slots ---- */
struct slot *db_slot(struct db *, struct arena *, id64 viewer, moment now);   /* waits 10 s at the most for a free one; NULL when the store is away */
void db_slot_back(struct slot *);
void slot_view_as(struct slot *, id64 viewer);       /* the dispatcher's alone, and work done as NABIJ_ITSELF inside a change */
id64 slot_viewer(const struct slot *);
moment slot_now(const struct slot *);
struct arena *slot_arena(const struct slot *);
bool slot_failed(const struct slot *);
bool slot_refused(const struct slot *);              /* failed because the viewer may not write there: the store's own guard */
const char *slot_error(const struct slot *);         /* for the service's log, never for people */

/* Files shown (opened) and files written (sealed for, or slot_wrote) since the slot was taken or the change began. */
struct file_list { const id64 *id; size_t n; };
struct file_list slot_files_shown(const struct slot *);
struct file_list slot_files_written(const struct slot *);
void slot_forget_shown(struct slot *);               /* the dispatcher's alone: what it opened itself (the viewer's own name) is not a page's */
void slot_wrote(struct slot *, id64 file);           /* a change of this file that sealed nothing (a tick, a date) */

enum change { CHANGE_KEEP, CHANGE_UNDO };
typedef enum change change_fn(struct slot *, void *ctx);
enum change_result { CHANGE_DURABLE, CHANGE_UNDONE, CHANGE_FAILED };   /* FAILED: the store could not; answer 503 */
enum change_result db_change(struct db *, struct arena *, id64 viewer, moment now, change_fn *, void *ctx, struct err *);

/* ---- the store itself ---- */
enum engine_kind { ENGINE_SQLITE, ENGINE_POSTGRES };
/* url: "sqlite:/path/nabij.db" or "postgres:<libpq conninfo>". read_slots: 1 … 64. The keystore stays its owner's. */
struct db *db_open(const char *url, int read_slots, struct keystore *, struct err *);
void db_close(struct db *);
enum engine_kind db_engine(const struct db *);

struct migration { int number; const char *name, *text; };
const struct migration *db_migrations(void);         /* migrations/NNNN_name.sql, carried in the program; ends with number 0 */
struct migration_state { int have, want; };          /* have 0: empty database */
bool db_migration_state(struct db *, struct migration_state *, struct err *);
/* Brings the database up to date in one transaction; on SQLite after a verified copy beside it (DIR/nabij.db.before-N, N being the first
 * new migration). `guards` is the text of views, triggers and policies for this engine (schema_guards()), statements separated by
 * lines "--;"; all views, triggers and policies there are make place for it whenever it or a migration is new, so a migration makes none.
 * Refuses a newer database. On PostgreSQL it needs an owner who may make the role nabij_app, or finds it made. */
bool db_migrate(struct db *, const char *guards, struct err *);
/* For what is put back from a backup: the tables as migration `version` left them, empty and without guards, in a database without any;
 * db_migrate() does the rest afterwards. */
bool db_make_tables(struct db *, int version, struct err *);
bool db_unmake_tables(struct db *, struct err *);    /* when putting back came to nothing: all tables, with what is in them, go again */
/* Migration text is written once for SQLite; this gives the engine's form: on PostgreSQL INTEGER→bigint, REAL→double precision,
 * BLOB→bytea, STRICT and WITHOUT ROWID dropped; on SQLite BOOLEAN→INTEGER. Words in quotes and comments are left alone. */
char *db_dialect(struct arena *, enum engine_kind, const char *ddl);

/* Prepares every registered statement as the application; each failure is a line in `report`. */
bool db_check_statements(struct db *, struct buf *report, struct err *);
/* Integrity and foreign keys of the store itself. */
bool db_check_store(struct db *, struct buf *report, struct err *);

/* Streaming many rows in one transaction as NABIJ_ITSELF (imports, the demo): all or nothing. */
struct bulk;
struct bulk *db_bulk_begin(struct db *, struct arena *, struct err *);
struct slot *bulk_slot(struct bulk *);               /* as in a change; empty the arena now and then with arena_reset */
/* From here on this is the moment (slot_now): the demo's stories happened in the past. */
void bulk_time(struct bulk *, moment now);
bool db_bulk_end(struct bulk *, bool keep, struct err *);   /* durable on true */
#endif
