/* Inside the store: what the two engines give, and what the files of this folder share. Nobody else includes it.
 *
 * An engine's connection (`struct conn`) has one of three roles. A READ or WRITE connection is the application's: guarded (authorizer
 * or role) and never able to do more than a statement may. The OWNER's is for migrations and checks alone.
 * Failures inside a slot go through slot_fail(): the first one sticks. */
#ifndef NABIJ_DB_ENGINE_H
#define NABIJ_DB_ENGINE_H
#include <pthread.h>
#include "../base/buf.h"
#include "../base/ids.h"
#include "db.h"

enum role { ROLE_READ, ROLE_WRITE, ROLE_OWNER };
enum cell_type { CELL_NULL, CELL_INT, CELL_REAL, CELL_TEXT, CELL_BLOB };

/* One value of a row, as both stores give it; p lives until the next row. */
struct cell { enum cell_type type; int64_t i; double d; const void *p; size_t n; };

struct conn;         /* the engine's connection */
struct result;       /* the engine's rows of one reading */
struct group;        /* SQLite's one writer (group.c) */

struct slot {
	struct db *db;
	struct conn *conn;           /* NULL until first used, or after it was lost */
	struct arena *arena;
	id64 viewer;
	moment now;
	bool taken, writes, failed;
	bool patient;                /* work that takes its time (a bulk): the store has no limit for it */
	bool refused;                /* failed because a guard of the store said no */
	bool full;                   /* failed because the store's disk had no room */
	bool again;                  /* PostgreSQL: failed because two changes met; worth another try */
	char error[400];
	struct ids shown, written;
	struct rows *open;           /* readings that have not come to their end */
	watch_fn *watch;             /* NULL: nobody does */
	void *watch_ctx;
};

struct rows {
	struct slot *slot;
	struct sql *sql;
	struct result *result;       /* NULL once ended */
	struct rows *next;           /* in slot->open */
	int columns;
	bool opens;                  /* its first columns are known to be id and file_id */
};

struct engine {
	enum engine_kind kind;
	bool (*start)(struct db *, struct err *);                  /* threads of its own, when it has them */
	void (*stop)(struct db *);
	struct conn *(*connect)(struct db *, enum role, struct err *);
	void (*disconnect)(struct conn *);
	bool (*lost)(const struct conn *);                         /* cannot be used again */
	bool (*begin)(struct slot *);
	bool (*finish)(struct slot *, bool keep);                  /* false: nothing of it was kept, or the store cannot say */
	void (*viewer)(struct slot *, id64);                       /* slot->viewer is about to change to this one */
	void (*moment)(struct slot *);                             /* slot->now has changed; NULL: nothing to tell */
	void (*take_time)(struct slot *);                          /* makes it patient; NULL: it always is */
	struct result *(*read)(struct slot *, struct sql *, const struct param *);   /* NULL: failed */
	void (*read_ahead)(struct slot *, struct sql *, const struct param *);  /* NULL: there is nothing to gain */
	bool (*next)(struct slot *, struct result *);              /* false: the end, or failed */
	void (*end)(struct slot *, struct result *);
	void (*cell)(struct result *, int column, struct cell *);
	int (*columns)(struct result *);
	const char *(*column)(struct result *, int column);        /* its name; NULL past the last */
	int (*run)(struct slot *, struct sql *, const struct param *);
	void (*run_later)(struct slot *, struct sql *, const struct param *);   /* NULL: there is nothing to gain */
	bool (*check)(struct conn *, struct sql *, struct err *);  /* would it run, as the application? */
	bool (*check_store)(struct db *, struct buf *report, struct err *);
	/* as the owner */
	bool (*script)(struct conn *, const char *text, struct err *);                       /* many statements */
	bool (*ask)(struct conn *, const char *text, int64_t *number, struct err *);         /* the first number; 0 without rows */
};
extern const struct engine SQLITE, POSTGRES;

struct pool {
	struct slot *slot;
	int n;
	pthread_mutex_t lock;
	pthread_cond_t freed;
};

struct db {
	const struct engine *engine;
	char *target;                /* the path, or libpq's conninfo */
	struct keystore *keys;
	struct pool readers, changers;   /* changers: PostgreSQL alone */
	struct group *group;         /* SQLite alone */
	void *own;                   /* the engine's */
};

/* slot.c */
bool slot_fail(struct slot *, const char *format, ...) __attribute__((format(printf, 2, 3)));   /* the first stays; returns false */
void slot_prepare(struct slot *, struct arena *, id64 viewer, moment now, bool writes);          /* a fresh start */
bool slot_say(const struct slot *, struct err *);       /* why it failed; returns false */
void slot_end_rows(struct slot *);
void slot_clear(struct slot *);                  /* gives back what prepare and use took; the connection stays */

/* pool.c: n slots; each connects when it is first taken. Taken and given by any thread; NULL: none came free in time, or the store is away. */
void pool_start(struct db *, struct pool *, int n);
void pool_stop(struct db *, struct pool *);      /* all were given back */
struct slot *pool_take(struct db *, struct pool *, bool writes, struct arena *, id64 viewer, moment now, struct err *);
void pool_give(struct db *, struct pool *, struct slot *);

/* params.c */
const struct param *param_find(const struct param *, const char *name);
const struct param *params_copy(struct arena *, const struct param *);      /* with all they point to, except their names */
bool params_same(const struct param *, const struct param *);               /* in the same order */

/* rows.c: a statement and the code around it that do not belong together are a bug, found by whoever runs it first. */
_Noreturn void sql_bug(const struct sql *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* statements.c: gives every statement its index; before the first connection. */
void statements_start(void);
void statement_tallied(const struct sql *);       /* counts where sql_tally() does */

/* group.c: changes on SQLite. take and give lend out the writer for longer work (a bulk, a migration). */
struct group *group_new(struct db *);
void group_free(struct group *);
enum change_result group_change(struct group *, struct arena *, id64 viewer, moment now, change_fn *, void *ctx, struct err *);
struct slot *group_take(struct group *);
void group_give(struct group *);

/* sqlite.c, for the group: a savepoint around one handler. False: it could not be, or the whole transaction is gone. */
bool sqlite_save(struct slot *);
bool sqlite_save_end(struct slot *, bool keep);
/* sqlite_owner.c, for migrations. A whole copy, checked, at `copy`; the database may be in use, and in a transaction of the owner's that has written nothing yet. */
bool sqlite_copy(struct db *, const char *copy, struct err *);
bool sqlite_drop_guards(struct conn *owner, struct err *);         /* all views and triggers */

/* migrate.c: the same work with another list, for tests. */
bool db_migrate_with(struct db *, const struct migration *, const char *guards, struct err *);
bool db_migration_state_with(struct db *, const struct migration *, struct migration_state *, struct err *);

/* text.c: SQL as tokens. A token is a quoted text or name, a comment, a $$ body, a word, a number, a run of white space, or one
 * other character. */
enum token { TOKEN_END, TOKEN_SPACE, TOKEN_COMMENT, TOKEN_QUOTED, TOKEN_WORD, TOKEN_PARAM, TOKEN_OTHER };
enum token sql_token(const char *, size_t *length);
bool sql_word(const char *token, size_t length, const char *word);      /* the same word, whatever the case */
/* :name becomes $1 … $n in order of first appearance. names gets pointers into `text` (not terminated), lengths beside them. */
enum { SQL_PARAMS = 48 };
struct sql_names { const char *name[SQL_PARAMS]; size_t length[SQL_PARAMS]; int n; };
void sql_number_params(const char *text, struct buf *out, struct sql_names *);
#endif
