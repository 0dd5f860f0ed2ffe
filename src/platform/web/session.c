#include "session.h"
#include "../base/hex.h"
#include "../base/room.h"
#include "templates.h"

#define TEAM_IDLE    MINUTES(60)
#define FAMILY_IDLE  HOURS(24 * 30)  /* a telephone of one's own; "wissen" is one tap away */
#define WEAK_LIFE    MINUTES(15)     /* to find the telephone with the code */

enum { CSRF_BYTES = 16 };

SQL(session_by_hash,
	"SELECT a.id, a.file_id, a.kind, a.login, a.name, a.team_id, a.person_id, a.own_file_id, a.language, s.id, s.strong, s.seen_at, t.name,"
	" (SELECT g.value FROM s_setting g WHERE g.name = 'municipality'), c.must_change, t.phone, c.totp IS NOT NULL"
	" FROM s_session s JOIN s_account a ON a.id = s.account_id LEFT JOIN s_team t ON t.id = a.team_id"
	" LEFT JOIN s_credential c ON c.account_id = a.id"
	" WHERE s.hash = :hash AND s.until_at > :now AND s.ended_at IS NULL AND a.until_at > :now");

SQL(token_by_hash,
	"SELECT a.id, a.file_id, a.kind, a.login, a.name, a.team_id, a.person_id, a.own_file_id, a.language, k.id, TRUE, k.used_at, t.name,"
	" (SELECT g.value FROM s_setting g WHERE g.name = 'municipality'), FALSE, t.phone, FALSE"
	" FROM s_token k JOIN s_account a ON a.id = k.account_id LEFT JOIN s_team t ON t.id = a.team_id"
	" WHERE k.hash = :hash AND k.purpose = :purpose AND k.until_at > :now AND k.ended_at IS NULL AND a.until_at > :now");

SQL(municipality_name, "SELECT g.value FROM s_setting g WHERE g.name = 'municipality'");
SQL(session_insert,
	"INSERT INTO session (id, account_id, hash, created_at, seen_at, until_at, strong, device)"
	" VALUES (:id, :account, :hash, :now, :now, :until, :strong, :device)");
SQL(session_seen, "UPDATE session SET seen_at = :now, until_at = :until WHERE id = :id");
SQL(token_seen, "UPDATE token SET used_at = :now WHERE id = :id");
SQL(session_close, "UPDATE session SET ended_at = :now, until_at = :now, version = version + 1 WHERE id = :id AND account_id = :account");

static const struct { const char *code; enum kind kind; } kinds[] = {
	{ "resident", K_RESIDENT }, { "supporter", K_SUPPORTER }, { "professional", K_PROFESSIONAL }, { "specialist", K_SPECIALIST },
	{ "coordinator", K_COORDINATOR }, { "partner", K_PARTNER }, { "expert", K_EXPERT }, { "policy", K_POLICY }, { "privacy", K_PRIVACY },
	{ "manager", K_MANAGER }, { "link", K_LINK },
};

enum kind kind_of(const char *code)
{
	for (size_t i = 0; code && i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(kinds[i].code, code))
			return kinds[i].kind;
	return 0;
}

const char *session_cookie_name(const struct request *rq)
{
	return site_settings(rq->site)->secure ? "__Host-nabij" : "nabij";
}

static const char *first_word(struct arena *a, const char *name)
{
	return name ? arena_strndup(a, name, strcspn(name, " ")) : "";
}

/* The bearer token of an API call, or NULL. */
static const char *bearer(const struct request *rq)
{
	const char *h = http_header(rq->http, "Authorization");
	return h && !strncasecmp(h, "Bearer ", 7) ? h + 7 : NULL;
}

static struct rows *who(struct request *rq, const char *link, bool *by_token)
{
	unsigned char hash[HASH_BYTES];
	struct blob b = { hash, sizeof hash };
	const char *token = link ? link : bearer(rq);
	*by_token = token && !link;
	if (token) {
		token_hash(token, hash);
		return sql_read(rq->slot, &token_by_hash, WITH(p_blob("hash", b), p_text("purpose", link ? "link" : "api"), p_moment("now", rq->now)));
	}
	const char *cookie = http_cookie(rq->http, session_cookie_name(rq));
	if (!cookie)
		return NULL;
	token_hash(cookie, hash);
	return sql_read(rq->slot, &session_by_hash, WITH(p_blob("hash", b), p_moment("now", rq->now)));
}

bool session_hash(const struct request *rq, unsigned char hash[HASH_BYTES])
{
	const char *cookie = http_cookie(rq->http, session_cookie_name(rq));
	if (!cookie || bearer(rq) || rq->route->relation == RELATION_LINK)
		return false;
	token_hash(cookie, hash);
	return true;
}

void session_ahead(struct request *rq, const unsigned char hash[HASH_BYTES])
{
	sql_ahead(rq->slot, &session_by_hash, WITH(p_blob("hash", (struct blob){ hash, HASH_BYTES }), p_moment("now", rq->now)));
}

static void fill_frame(struct request *rq, const char *team, const char *municipality, const char *phone)
{
	struct page *p = rq->page;
	const struct viewer *v = &rq->viewer;
	p->signed_in = v->account && v->kind != K_LINK;
	p->staff = rq_is(rq, K_STAFF);
	p->team_member = rq_is(rq, K_TEAM);
	p->coordinator = rq_is(rq, K_COORDINATOR);
	p->partner = rq_is(rq, K_PARTNER | K_EXPERT);
	p->manager = rq_is(rq, K_MANAGER);
	p->privacy = rq_is(rq, K_PRIVACY);
	p->policy = rq_is(rq, K_POLICY);
	p->family = rq_is(rq, K_FAMILY);
	p->resident = rq_is(rq, K_RESIDENT);
	p->user = v->first_name;
	p->kind = v->kind_code;
	p->team = team;
	p->municipality = municipality;
	p->help_phone = phone;
}

static enum want wants_of(const struct request *rq, struct rows *r)
{
	bool strong = rows_bool(r, 10), must_change = rows_bool(r, 14), has_factor = rows_bool(r, 16);
	bool must_have = (rq->viewer.kind & K_STAFF) && !site_settings(rq->site)->demo;
	return has_factor && !strong ? WANTS_CODE : must_change ? WANTS_PASSWORD : must_have && !has_factor ? WANTS_FACTOR : WANTS_NOTHING;
}

static enum session_state viewer_from(struct request *rq, struct rows *r, bool link, bool by_token)
{
	struct viewer *v = &rq->viewer;
	v->account = rows_int(r, 0);
	v->kind_code = rows_text(r, 2);
	v->kind = kind_of(v->kind_code);
	v->login = rows_text(r, 3);
	v->name = rows_open(r, 4, "account.name");
	v->first_name = first_word(rq->arena, v->name);
	v->team = rows_int(r, 5);
	v->person = rows_int(r, 6);
	v->own_file = rows_int(r, 7);
	v->session = rows_int(r, 9);
	v->by_token = by_token;
	v->seen = rows_int(r, 11);
	v->wants = link || by_token ? WANTS_NOTHING : wants_of(rq, r);
	const struct lang *own = rows_text(r, 8) ? lang_find(rows_text(r, 8)) : NULL;
	if (own)
		rq->lang = own;
	fill_frame(rq, rows_text(r, 12), rows_text(r, 13), rows_text(r, 15));
	rows_end(r);
	return v->wants ? SESSION_WEAK : SESSION_FINE;
}

void session_forget(struct request *rq)
{
	const struct page *p = rq->page;
	rq->viewer = (struct viewer){ 0 };
	fill_frame(rq, NULL, p->municipality, NULL);
}

enum session_state session_find(struct request *rq, const char *link)
{
	bool by_token = false;
	struct rows *r = who(rq, link, &by_token);
	if (r && rows_next(r)) {
		enum session_state state = viewer_from(rq, r, link != NULL, by_token);
		slot_forget_shown(rq->slot);
		return state;
	}
	r = sql_read(rq->slot, &municipality_name, WITHOUT);
	fill_frame(rq, NULL, rows_next(r) ? rows_text(r, 0) : NULL, NULL);
	rows_end(r);
	return SESSION_NONE;
}

static const char *csrf_of(const struct request *rq, const char *secret)
{
	unsigned char mac[HASH_BYTES];
	crypt_mac(mac, keystore_token_key(site_settings(rq->site)->keys), "csrf", secret, strlen(secret));
	return hex_text(rq->arena, mac, CSRF_BYTES);
}

static moment session_until(const struct request *rq, enum kind kind)
{
	return rq->now + (kind & K_FAMILY ? FAMILY_IDLE : TEAM_IDLE);
}

/* "Chrome op Android": enough to know one's own devices by, no more. */
static const char *device_name(struct request *rq)
{
	const char *agent = http_header(rq->http, "User-Agent");
	if (!agent)
		return "?";
	const char *browser = strstr(agent, "Edg/") ? "Edge" : strstr(agent, "Firefox/") ? "Firefox" : strstr(agent, "Chrome/") ? "Chrome"
		: strstr(agent, "Safari/") ? "Safari" : "?";
	const char *system = strstr(agent, "Android") ? "Android" : strstr(agent, "iPhone") ? "iPhone" : strstr(agent, "iPad") ? "iPad"
		: strstr(agent, "Windows") ? "Windows" : strstr(agent, "Mac OS") ? "Mac" : strstr(agent, "Linux") ? "Linux" : "?";
	return arena_printf(rq->arena, "%s, %s", browser, system);
}

const char *session_begin(struct request *rq, id64 account, enum kind kind, bool strong)
{
	unsigned char hash[HASH_BYTES];
	const char *token = token_new(rq->arena, hash);
	id64 viewer = slot_viewer(rq->slot);
	slot_view_as(rq->slot, NABIJ_ITSELF);
	sql_run(rq->slot, &session_insert, WITH(p_id("id", id_new()), p_id("account", account), p_blob("hash", (struct blob){ hash, sizeof hash }),
		p_moment("now", rq->now), p_moment("until", strong ? session_until(rq, kind) : rq->now + WEAK_LIFE), p_bool("strong", strong),
		p_text("device", device_name(rq))));
	slot_view_as(rq->slot, viewer);
	rq->csrf = csrf_of(rq, token);       /* a page that is the answer to signing in belongs to the new session */
	return token;
}

void session_end(struct request *rq, id64 session)
{
	sql_run(rq->slot, &session_close, WITH(p_moment("now", rq->now), p_id("id", session), p_id("account", rq->viewer.account)));
}

static enum change touch(struct slot *s, void *ctx)
{
	struct request *rq = ctx;
	if (rq->viewer.by_token)
		sql_run(s, &token_seen, WITH(p_moment("now", rq->now), p_id("id", rq->viewer.session)));
	else
		sql_run(s, &session_seen, WITH(p_moment("now", rq->now), p_moment("until", session_until(rq, rq->viewer.kind)), p_id("id", rq->viewer.session)));
	return CHANGE_KEEP;
}

void session_touch(struct request *rq)
{
	struct err e = { "" };
	if (room_tight(site_settings(rq->site)->room))
		return;
	if (!rq->viewer.session || rq->viewer.wants == WANTS_CODE || rq->viewer.kind == K_LINK || rq->now - rq->viewer.seen < MINUTES(1))
		return;
	if (db_change(site_settings(rq->site)->db, rq->arena, rq->viewer.account, rq->now, touch, rq, &e) == CHANGE_FAILED)
		log_error("a session could not be kept alive: %s", e.text);
}

/* ---- that a form came from us ---- */

const char *csrf_token(struct request *rq)
{
	const char *secret = http_cookie(rq->http, session_cookie_name(rq));
	if (!rq->viewer.account || rq->viewer.kind == K_LINK || !secret)
		secret = rq->form_cookie;
	return csrf_of(rq, secret);
}

const char *csrf_by_cookie(struct request *rq)
{
	const char *secret = http_cookie(rq->http, session_cookie_name(rq));
	return csrf_of(rq, secret ? secret : rq->form_cookie);
}

bool csrf_fits(struct request *rq, const char *token)
{
	const char *want = csrf_token(rq);
	return token && strlen(token) == strlen(want) && crypt_equal(token, want, strlen(want));
}

/* The host part of an address, up to the next slash. */
static bool host_is(const char *url, const char *host)
{
	const char *p = url ? strstr(url, "://") : NULL;
	if (!p || !host)
		return false;
	p += 3;
	size_t n = strcspn(p, "/");
	return n == strlen(host) && !strncasecmp(p, host, n);
}

bool same_origin(struct request *rq)
{
	const char *site = http_header(rq->http, "Sec-Fetch-Site");
	if (site)
		return !strcmp(site, "same-origin");
	const char *host = http_header(rq->http, "Host"), *origin = http_header(rq->http, "Origin");
	return host_is(origin ? origin : http_header(rq->http, "Referer"), host);
}
