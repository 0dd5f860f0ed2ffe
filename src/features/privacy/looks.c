#include "looks.h"
#include "../../platform/base/list.h"
#include "../../platform/db/spool.h"
#include "../account/account_entities.h"

/* ---- names ---- */

SQL(names_around,
	"SELECT c.id, c.file_id, c.name, c.profession, c.organisation, c.kind FROM v_account c WHERE c.id IN"
	" (SELECT a.account_id FROM v_file f JOIN v_access a ON a.file_id = f.id WHERE f.household_id = :household"
	" UNION SELECT l.account_id FROM v_file f JOIN v_log l ON l.file_id = f.id WHERE f.household_id = :household)");

struct name { id64 account; const char *name, *who, *kind; };
struct names { struct name *list; size_t n; };

static const char *who_text(struct request *rq, const char *profession, const char *organisation)
{
	bool p = profession && *profession, o = organisation && *organisation;
	if (p && o)
		return arena_printf(rq->arena, "%s, %s", profession, organisation);
	return p ? profession : o ? organisation : "";
}

static struct names names_read(struct request *rq, id64 household)
{
	struct names n = { NULL, 0 };
	struct rows *r = sql_read(rq->slot, &names_around, WITH(p_id("household", household)));
	while (rows_next(r)) {
		struct name *one = LIST_ADD(rq->arena, n.list, n.n);
		one->account = rows_int(r, 0);
		one->name = rows_open(r, 2, "account.name");
		one->who = who_text(rq, rows_open(r, 3, "account.profession"), rows_open(r, 4, "account.organisation"));
		one->kind = rows_text(r, 5);
		bool of_home = !strcmp(one->kind, "resident") || !strcmp(one->kind, "supporter");
		if (rq->by_function && rq_is(rq, K_GUEST) && !of_home && one->account != rq->viewer.account) {
			one->name = *one->who ? one->who : rq_tr(rq, N_("iemand van het wijkteam"));
			one->who = "";
		}
	}
	return n;
}

static const struct name *name_of(struct request *rq, const struct names *names, id64 account)
{
	for (size_t i = 0; i < names->n; i++)
		if (names->list[i].account == account)
			return &names->list[i];
	struct name *unknown = ARENA_NEW(rq->arena, struct name);
	unknown->name = rq_tr(rq, account == NABIJ_ITSELF ? N_("Nabij zelf") : N_("iemand van het wijkteam"));
	unknown->who = "";
	return unknown;
}

/* ---- who may ---- */

SQL(access_now,
	"SELECT a.id, a.file_id, a.account_id, a.ground, a.from_at, a.until_at, a.reason, f.kind,"
	" (SELECT max(l.at) FROM v_log l WHERE l.file_id = a.file_id AND l.account_id = a.account_id AND l.action = 'read')"
	" FROM v_access a JOIN v_file f ON f.id = a.file_id"
	" WHERE f.household_id = :household AND a.from_at <= :now AND a.until_at > :now ORDER BY a.from_at, a.id");

static struct access_line *line_of(struct access_line *lines, size_t n, id64 account, const char *ground)
{
	for (size_t i = 0; i < n; i++)
		if (lines[i].account == account && !strcmp(lines[i].ground, ground))
			return &lines[i];
	return NULL;
}

static void access_add(struct request *rq, const struct names *names, struct rows *r, struct access_line **lines, size_t *n)
{
	id64 account = rows_int(r, 2);
	const char *ground = rows_text(r, 3), *reason = rows_open(r, 6, "access.reason");
	bool shared = !strcmp(rows_text(r, 7), "shared");
	struct access_line *line = line_of(*lines, *n, account, ground);
	if (!line) {
		const struct name *who = name_of(rq, names, account);
		line = LIST_ADD(rq->arena, *lines, *n);
		*line = (struct access_line){ .id = rows_int(r, 0), .account = account, .name = who->name, .who = who->who, .ground = ground,
			.ground_label = rq_tr(rq, code_label(&GROUNDS, ground)), .since = rows_int(r, 4), .until = rows_int(r, 5) };
		if (line->until >= FOREVER)
			line->until = 0;
	}
	if (shared) {
		line->id = rows_int(r, 0);
		line->whole = true;
	}
	line->may_end = !strcmp(ground, "consent");
	if (reason && *reason)
		line->reason = reason;
	if (rows_int(r, 8) > line->looked)
		line->looked = rows_int(r, 8);
}

void access_lines(struct request *rq, id64 household, struct access_line **lines, size_t *n)
{
	struct names names = names_read(rq, household);
	struct rows *r = sql_read(rq->slot, &access_now, WITH(p_id("household", household), p_moment("now", rq->now)));
	while (rows_next(r))
		access_add(rq, &names, r, lines, n);
}

/* ---- who did ---- */

SQL(log_of_household,
	"SELECT l.id, l.file_id, l.at, l.account_id, l.ground, l.route, l.action FROM v_log l JOIN v_file f ON f.id = l.file_id"
	" WHERE f.household_id = :household AND l.at <= :before AND (l.at < :before OR l.id < :row) ORDER BY l.at DESC, l.id DESC LIMIT :n");

/* What a route shows, in words a family knows; the first that fits. */
static const struct { const char *part, *what; } pages[] = {
	{ "/print", N_("een afdruk van het plan") }, { "/versions", N_("eerdere versies van het plan") }, { "/plan", N_("het plan") },
	{ "/goals", N_("het plan") }, { "/steps", N_("het plan") }, { "/agreements", N_("het plan") }, { "/wishes", N_("de wensen") },
	{ "/intake", N_("de kennismaking") }, { "/people", N_("wie er in het gezin zijn") }, { "/network", N_("wie er om het gezin staat") },
	{ "/contacts", N_("de contacten") }, { "/questions", N_("de vragen van het gezin") }, { "/question", N_("een vraag van het gezin") },
	{ "/access", N_("wie mag meelezen") }, { "/log", N_("wie er keek") }, { "/essentials", N_("het hoognodige, bij nood") },
	{ "/timeline", N_("wat er gebeurd is") }, { "/today", N_("de lijst van vandaag") }, { "/search", N_("een zoeklijst") },
	{ "/notes", N_("het werkblad") }, { "/reporting-code", N_("de stappen van de meldcode") }, { "/households", N_("de pagina van het gezin") }, { "/our", N_("de eigen pagina's") },
	{ "/my-reports", N_("de eigen meldingen") }, { "/signals", N_("de melding") }, { "/caseload", N_("de verdeling") },
	{ "/attention", N_("de lijst van vandaag") }, { "/emergency", N_("de nooddeur") }, { "", N_("een pagina") },
};

const char *looks_words(struct request *rq, const char *route)
{
	bool of_one = !strcmp(route, "/households");
	if (of_one)
		return rq_tr(rq, N_("de lijst van gezinnen"));
	size_t i = 0;
	while (!strstr(route, pages[i].part))
		i++;
	return rq_tr(rq, pages[i].what);
}

static const char *look_text(struct request *rq, const char *name, const char *action, const char *what)
{
	const char *message = !strcmp(action, "changed") ? N_("{name} schreef in: {what}") : !strcmp(action, "refused")
		? N_("{name} probeerde te kijken, en kreeg niets te zien") : N_("{name} bekeek: {what}");
	return tr_fill(rq->arena, rq_tr(rq, message), "name", name, "what", what, NULL);
}

static bool same_look(const struct log_day_looks *l, id64 account, const char *action, const char *what)
{
	return l->account == account && !strcmp(l->action, action) && !strcmp(l->what, what);
}

static struct log_day_looks *look_find(struct log_day *d, id64 account, const char *action, const char *what)
{
	for (size_t i = 0; i < d->looks_n; i++)
		if (same_look(&d->looks[i], account, action, what))
			return &d->looks[i];
	return NULL;
}

static void look_add(struct request *rq, const struct names *names, struct rows *r, struct log_day **days, size_t *n)
{
	struct day day = day_of(rows_int(r, 2));
	if (!*n || day_diff((*days)[*n - 1].day, day)) {
		struct log_day *d = LIST_ADD(rq->arena, *days, *n);
		d->day = day;
	}
	struct log_day *today = &(*days)[*n - 1];
	id64 account = rows_int(r, 3);
	const char *action = rows_text(r, 6), *what = looks_words(rq, rows_text(r, 5));
	struct log_day_looks *look = look_find(today, account, action, what);
	if (!look) {
		look = LIST_ADD(rq->arena, today->looks, today->looks_n);
		const char *name = name_of(rq, names, account)->name;
		*look = (struct log_day_looks){ .at = rows_int(r, 2), .account = account, .name = name, .action = action, .what = what,
			.text = look_text(rq, name, action, what), .ground = rows_text(r, 4) };
	}
	look->times++;
}

struct look_from look_from(struct request *rq)
{
	struct look_from from = { 0, 0 };
	const char *text = form_get(&rq->http->query, "before"), *dot = text ? strchr(text, '.') : NULL;
	if (dot && id_parse(arena_strndup(rq->arena, text, (size_t)(dot - text)), &from.at) && id_parse(dot + 1, &from.row))
		return from;
	return (struct look_from){ rq->now + SECONDS(1), INT64_MAX };
}

const char *look_more(struct request *rq, struct look_from from)
{
	return arena_printf(rq->arena, "%lld.%lld", (long long)from.at, (long long)from.row);
}

struct looked log_days(struct request *rq, id64 household)
{
	enum { AT_ONCE = 300, IN_SIGHT = 7 };
	struct looked l = { NULL };
	struct names names = names_read(rq, household);
	int count = 0;
	struct look_from from = look_from(rq);
	struct rows *r = sql_read(rq->slot, &log_of_household, WITH(p_id("household", household), p_moment("before", from.at), p_id("row", from.row),
		p_int("n", AT_ONCE)));
	while (rows_next(r)) {
		look_add(rq, &names, r, &l.days, &l.days_n);
		from = (struct look_from){ rows_int(r, 2), rows_int(r, 0) };
		count++;
	}
	if (count == AT_ONCE)
		l.more = look_more(rq, from);
	if (l.days_n > IN_SIGHT) {
		l.earlier = l.days + IN_SIGHT;
		l.earlier_n = l.days_n - IN_SIGHT;
		l.days_n = IN_SIGHT;
	}
	return l;
}

/* ---- who discussed ---- */

SQL(talks_of_household,
	"SELECT t.id, t.file_id, t.on_day, t.about, t.present, t.family_present FROM v_talk t WHERE t.household_id = :household"
	" ORDER BY t.on_day DESC, t.id DESC LIMIT 50");

void talk_lines(struct request *rq, id64 household, struct talk_line **lines, size_t *n)
{
	struct rows *r = sql_read(rq->slot, &talks_of_household, WITH(p_id("household", household)));
	while (rows_next(r)) {
		struct talk_line *t = LIST_ADD(rq->arena, *lines, *n);
		*t = (struct talk_line){ .id = rows_int(r, 0), .day = rows_day(r, 2), .about = rows_open(r, 3, "talk.about"),
			.present = rows_open(r, 4, "talk.present"), .family_present = rows_bool(r, 5) };
	}
}

void log_fold(struct request *rq)
{
	struct err e = { "" };
	if (!spool_fold(site_settings(rq->site)->spool, &e))
		log_error("the log could not be folded: %s", e.text);
}
