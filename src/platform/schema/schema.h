/* The one declaration: what an entity is, its fields, code lists, guards; and what a form takes in. Const tables, interpreted at run
 * time. From them come the tables' check, the guarded views and write guards of both stores (schema_guards), forms and their
 * messages, JSON in, OpenAPI, the register of personal data (docs/architecture.md, One declaration).
 *
 * Every table has `id` (made in C), `version` (counts changes), and, when its guard is GUARD_FILE or GUARD_REPORT, `file_id`; these are not declared. */
#ifndef NABIJ_SCHEMA_H
#define NABIJ_SCHEMA_H
#include <stdbool.h>
#include <stddef.h>
#include "../base/arena.h"
#include "../base/buf.h"
#include "../db/db.h"

enum field_type {
	F_TEXT,          /* one line */
	F_LONG,          /* many lines */
	F_INT, F_REAL, F_BOOL,
	F_DAY,           /* a day near now: a date picker */
	F_BIRTH,         /* a day long ago: typed, "4-3-2011" */
	F_TIME,          /* a moment; in forms a day and a time of day */
	F_CODE,          /* one of a code list */
	F_CODES,         /* some of a code list, kept as "a b c" */
	F_REF,           /* the id of a row of another table (`refs`), named …_id */
	F_EMAIL, F_PHONE, F_POSTCODE, F_URL,
	F_PASSWORD,      /* never shown again */
	F_HASH           /* bytes that are not text: a hash, a geometry */
};

struct code { const char *code, *label; };
struct codes { const char *name; const struct code *list; };     /* ends with code NULL */

struct field {
	const char *name;            /* the column's and the form's name */
	const char *label;           /* Dutch, N_(); NULL for fields no form shows */
	enum field_type type;
	int max;                     /* most characters; 0: 200 for one line, 20,000 for many */
	int64_t least, most;         /* for F_INT, when not both 0; F_PHONE: digits, three when 0 */
	bool required;               /* NOT NULL, and must be filled in */
	bool sealed;                 /* kept only sealed under its file's key (a BLOB column) */
	bool personal;               /* says something about a person: in the register */
	const struct codes *codes;
	const char *refs;            /* F_REF: the table; NULL for an id without a foreign key */
	const char *hint;            /* Dutch, N_(): one line under the label */
	const char *missing;         /* Dutch, N_(): the message when it is required, by itself or by the form, and empty */
	const char *preset;          /* SQL: what a row that was there before the column was added got ("FALSE"); NULL: no default */
	const char *why;             /* English: what it is for; the register of personal data needs it where personal */
};

enum guard {
	GUARD_FILE,      /* read: a valid row in `access` for its file; write: one that may write */
	GUARD_THE_FILE,  /* the table of files: as GUARD_FILE, the file being the row itself */
	GUARD_OWN,       /* account_id = the viewer */
	GUARD_PUBLIC,    /* anyone reads, the service itself writes */
	GUARD_TEAM,      /* members of its team_id read; the service itself writes */
	GUARD_ACCOUNT,   /* oneself, the directory of staff, and the people of files one may see; the service itself writes */
	GUARD_ACCESS,    /* one's own rows, and all rows of files one may see; the service itself writes */
	GUARD_FILE_READ, /* read as GUARD_FILE; the service itself writes (declares its file_id) */
	GUARD_REPORT,    /* as GUARD_FILE for who does triage; the reporter (account_id) reads its own */
	GUARD_LOG,       /* rows of files one may see; the privacy officer all; the service itself writes */
	GUARD_ITSELF     /* the service's own */
};

struct entity {
	const char *name;            /* the table, singular, snake case */
	const char *label;           /* English, for docs */
	enum guard guard;
	const struct field *fields;  /* ends with name NULL */
	const char *const *indexes;  /* "account_id, at DESC", "UNIQUE login", "at WHERE …": of some rows; ends with NULL; may be NULL */
	const char *ground;          /* why we may keep it, e.g. "Jeugdwet 7.3.8"; NULL when nothing personal */
	const char *retention;       /* code of the dated term row that says how long */
};

/* A view besides the generated ones, e.g. the dates-only caseload of a coordinator. `select` may read tables; `where` is its guard. */
struct extra_view { const char *name, *select, *where; };

/* What a form (or JSON body) takes in: fields of an entity by name, and fields of its own. */
struct input {
	const char *name;
	const struct entity *entity;         /* may be NULL when all is own */
	const char *const *take;             /* names, ends with NULL; may be NULL */
	const struct field *own;             /* ends with name NULL; may be NULL */
};
const struct field *input_field(const struct input *, size_t i);     /* NULL past the last */
const struct field *entity_field(const struct entity *, const char *name);

extern const struct entity *const ENTITIES[];        /* all of them, ends with NULL: src/features/features.c */
extern const struct extra_view EXTRA_VIEWS[];        /* ends with name NULL */
const struct entity *schema_entity(const char *name);
int code_at(const struct codes *, const char *code);                 /* its place in the list; -1: not in it, or NULL */
const char *code_label(const struct codes *, const char *code);      /* the Dutch label; NULL when not in the list */
bool codes_have(const char *codes, const char *code);                /* of codes in one text, a space between (F_CODES, area codes); NULL: none */

/* The tables as SQL (SQLite's form; db_dialect makes the other): what a fresh migration 0001 must equal. */
void schema_tables(struct buf *);
/* Views v_… and s_…, write guards, grants: for one engine, statements separated by lines "--;". */
void schema_guards(struct buf *, enum engine_kind);
/* The register of personal data (AVG art. 30), as Markdown: every personal field, why, on what ground, how long. */
void schema_register(struct buf *);

extern const struct codes LIFE_DOMAINS;              /* the seven: the spine of everything */
#endif
