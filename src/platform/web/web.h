/* What a page is made of: routes, requests, replies. One dispatcher (dispatch.c) takes every request through the same steps
 * (docs/architecture.md, A request): route → session → guard → input → slot → run → render → log → send. Handlers are static functions
 * reachable through the route table alone; they return data or where to go next, and write neither HTML nor JSON.
 *
 * Ownership: everything in `struct request` lives in its arena until the answer was sent. A handler of a change (POST) runs inside the
 * writer: no slow work there; `before` is for that. */
#ifndef NABIJ_WEB_H
#define NABIJ_WEB_H
#include "../db/db.h"
#include "../http/http.h"
#include "../schema/schema.h"
#include "fields.h"
#include "i18n.h"
#include "render.h"

/* ---- who may come ---- */

enum kind {
	K_RESIDENT = 1, K_SUPPORTER = 2, K_PROFESSIONAL = 4, K_SPECIALIST = 8, K_COORDINATOR = 16, K_PARTNER = 32, K_EXPERT = 64,
	K_POLICY = 128, K_PRIVACY = 256, K_MANAGER = 512, K_LINK = 1024,
	K_TEAM = K_PROFESSIONAL | K_SPECIALIST | K_COORDINATOR,          /* a neighbourhood team */
	K_STAFF = K_TEAM | K_PARTNER | K_EXPERT | K_POLICY | K_PRIVACY | K_MANAGER,
	K_FAMILY = K_RESIDENT | K_SUPPORTER,
	K_GUEST = K_FAMILY | K_PARTNER | K_EXPERT,                       /* may be shown a plan by its family */
	K_SIGNED_IN = K_STAFF | K_FAMILY,
};

/* Which relation the route needs besides the kind. There is no default: a route without one does not start (and does not pass the build). */
enum relation {
	RELATION_UNSET,
	RELATION_PUBLIC,         /* nobody need be signed in */
	RELATION_NONE,           /* signed in, of one of the kinds */
	RELATION_HOUSEHOLD,      /* {household} in the path: a valid row in `access` for one of its files */
	RELATION_OWN_HOUSEHOLD,  /* the family's own pages: the household the viewer belongs to, or is a guest of */
	RELATION_LINK,           /* {token} in the path stands for an account */
};

struct request;
struct reply;
typedef struct reply reply_fn(struct request *);
typedef void before_fn(struct request *);

struct route {
	enum method method;              /* METHOD_GET or METHOD_POST */
	const char *path;                /* "/households/{household}/steps/{id}/done"; names in braces: ids; {code}, {token}: words */
	enum relation relation;
	unsigned kinds;                  /* of enum kind; ignored for RELATION_PUBLIC and RELATION_LINK */
	reply_fn *run;
	const struct input *input;       /* what it takes in; NULL: nothing */
	reply_fn *again;                 /* POST with input: the page to show when something is wrong with it */
	before_fn *before;               /* work outside the slot: checking a password, folding the log */
	const char *summary;             /* English, one line: for /openapi.json */
	bool essentials;                 /* also for who came in by the emergency door alone */
	bool any_file;                   /* also for who may read another file of the household, and not the shared one: rq->file is 0 then */
	unsigned early;                  /* of enum want: what may still be asked of the person while this route is used */
	bool goes_on;                    /* POST that is tried also while the disk is full, out of the reserve (room.h), as all that the manager does */
	bool in_person;                  /* not with an API token: passwords, second factor, tokens */
	bool asks;                       /* POST that changes nothing: a step of a form that carries its own answers. `run` gets a slot for reading,
	                                    also when something is wrong with the input; messages left in rq->in make it 422 */
};

/* ---- a request ---- */

/* What a session must still give before its person may go on; asked one at a time, in this order. */
enum want {
	WANTS_NOTHING,
	WANTS_CODE = 1,                  /* has a second factor, not given since signing in */
	WANTS_PASSWORD = 2,              /* somebody else set the password */
	WANTS_FACTOR = 4,                /* staff outside the demo, without a second factor */
};

struct viewer {
	id64 account;                    /* NOBODY when not signed in */
	enum kind kind;                  /* 0 when not signed in */
	const char *kind_code;           /* "professional" */
	const char *name, *first_name;
	const char *login;
	id64 team, person, own_file, session;
	enum want wants;
	bool by_token;                   /* an API token, no session */
	moment seen;                     /* when the session was last noted to be in use */
};

#define PATH_PARTS 4
struct request {
	struct http_request *http;
	struct arena *arena;
	struct slot *slot;               /* only while a handler runs */
	struct site *site;
	const struct route *route;
	struct viewer viewer;
	moment now;
	struct day today;
	const struct lang *lang;
	id64 id[PATH_PARTS];             /* the ids of the path, in order, {household} among them */
	const char *word[PATH_PARTS];    /* {code} and {token} parts, in order */
	id64 household, file;            /* with RELATION_HOUSEHOLD and _OWN_HOUSEHOLD: it and its shared file */
	struct form form;                /* the raw values, for what is not declared (names made of ids) */
	const char *kept_path;           /* what was sent and not stored (the session had ended, the store could not): shown again, to be sent again */
	struct form kept;
	bool unsaved;                    /* kept because the store could not; when `full`, because its disk has no room */
	bool full;
	bool by_function;                /* under threat the family sees staff by their function: who is staff is called so here too */
	struct fields *in;               /* the form of the route: typed values and messages; NULL without input */
	struct page *page;               /* the frame: handlers set title, nav, … (templates.h) */
	const char *csrf, *form_cookie;
	const char *once;                /* a handler may keep the key of the form that came in: several steps are then one sending */
	void *carry;                     /* from `before` to `run` */
	bool wants_json;
};

/* ---- replies ---- */

enum reply_kind { REPLY_PAGE, REPLY_GO, REPLY_MISSING, REPLY_AGAIN, REPLY_BYTES };
struct reply {
	enum reply_kind kind;
	int status;
	const struct template *template;
	const void *data;
	const char *location;
	const char *content_type, *filename;
	const char *bytes; size_t bytes_n;
	const char *cookies[3]; int cookies_n;   /* Set-Cookie values: rq_cookie() */
	int retry_seconds;               /* > 0: Retry-After */
};
struct reply reply_page(const struct template *, const void *data);
/* After a change: go there (303), with ?done=CODE when done is not NULL: a code of DONE_MESSAGES, shown once the change is durable. */
struct reply reply_go(struct request *, const char *done, const char *path, ...) __attribute__((format(printf, 3, 4)));
struct reply reply_missing(void);        /* 404, exactly as what is not there */
struct reply reply_again(void);          /* something is wrong with the input (field_fail said what): 422, the `again` page, nothing changed */
struct reply reply_bytes(const char *content_type, const char *filename, const char *bytes, size_t n);

struct done_message { const char *code, *text; };
extern const struct done_message DONE_MESSAGES[];    /* src/features/features.c; ends with code NULL */

/* ---- short hands for handlers ---- */
const char *rq_tr(struct request *, const char *dutch);                       /* in the viewer's language */
const char *rq_code(struct request *, const struct codes *, const char *code);   /* its label in the viewer's language; NULL when it is in no list, or NULL */
/* The labels of several codes, apart by a space in `list`, with `between` between them; codes in no list are passed over. NULL when none is left. */
const char *rq_codes(struct request *, const struct codes *, const char *list, const char *between);
const char *rq_link(struct request *, const char *path);                     /* the whole address of a page, for paper and for mail */
const char *rq_path_household(struct request *);                              /* "/households/123" or "/our" by who looks */
const char *rq_peer(const struct request *);                                  /* whose address: the front's word for it when there is a front */
const char *rq_address(struct request *);                                     /* the path and query that were asked for, encoded again */
const char *rq_encoded(struct request *, const char *);                       /* as the value in a query */
void rq_cookie(struct request *, struct reply *, const char *name, const char *value, int seconds);   /* seconds 0: for the session; -1: away with it */
bool rq_is(const struct request *, unsigned kinds);

/* ---- the site ---- */
extern const struct route *const ROUTES[];           /* tables of the parts, each ending with path NULL; the list ends with NULL */
struct site;
struct site_settings {
	struct db *db;
	struct keystore *keys;
	struct spool *spool;
	struct room *room;               /* NULL: there is always room */
	bool secure;                     /* behind TLS: cookies get Secure and __Host- */
	bool demo;                       /* a made-up town: staff may sign in without a second factor, and the pages say so */
	const char *origin;              /* "https://nabij.example.nl"; NULL: by the Host header */
	const char *theme;               /* path of an imported theme, or NULL */
};
struct site *site_new(const struct site_settings *);
void site_free(struct site *);
http_handler site_answer;                /* ctx: struct site */
http_problem site_problem;
const struct site_settings *site_settings(const struct site *);
struct ahead_memory *site_ahead(const struct site *);   /* ahead.h */
struct rate *site_rate(const struct site *);         /* failures that slow down: rate.h */
/* Every route checked: a relation, kinds, a summary, a page to show again, paths that do not collide. For the build and for start. */
bool routes_check(struct buf *report);
/* OpenAPI 3.1 from the routes and inputs. */
void routes_openapi(struct buf *);
#endif
