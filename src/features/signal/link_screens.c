/* The standing links of a team, by who reads its new reports: making one, its poster, how often it is used, what waits behind it (report_link.h). */
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../../platform/web/qr.h"
#include "../account/account_entities.h"
#include "place_map.h"
#include "report_link.h"
#include "signal.h"
#include "signal_entities.h"
#include "signal_screens.h"

enum { LINKS_A_PAGE = 50, HELD_A_PAGE = 25, MONTHS = 6, MOST_YEARS = 2 };

#define WAITING "(SELECT count(*) FROM (SELECT 1 AS one FROM v_report_held h WHERE h.link_id = l.id AND h.thrown_at IS NULL LIMIT 1001) w)"

/* ---- the list ---- */

static const struct field list_own[] = { { "after", NULL, F_REF }, { NULL } };
static const struct input LINKS_LIST = { .name = "links_list", .own = list_own };

SQL(links_of_team, "SELECT l.id, l.file_id, l.organisation, l.organisation_kind, l.place, ar.name, l.area_code, l.until_at, l.paused_at, l.ended_at, l.used_at,"
	" l.doubts, " WAITING " FROM v_report_link l LEFT JOIN v_area ar ON ar.code = l.area_code AND ar.ended_on IS NULL WHERE l.file_id IN " MY_INBOXES
	" AND (:after IS NULL OR (l.organisation, l.id) > (SELECT b.organisation, b.id FROM v_report_link b WHERE b.id = :after))"
	" ORDER BY l.organisation, l.id LIMIT 51");

static const char *kind_words(struct request *rq, const char *kind)
{
	return rq_code(rq, &PARTNER_KINDS, kind);
}

static void list_row(struct request *rq, struct links *d, struct rows *r)
{
	struct links_links *l = LIST_ADD(rq->arena, d->links, d->links_n);
	bool ended = !rows_null(r, 9) || rows_int(r, 7) <= rq->now;
	*l = (struct links_links){ .id = rows_int(r, 0), .organisation = rows_text(r, 2), .kind = kind_words(rq, rows_text(r, 3)), .place = rows_text(r, 4),
		.area = rows_text(r, 5), .gone = !rows_null(r, 6) && rows_null(r, 5), .until = rows_int(r, 7), .paused = !ended && !rows_null(r, 8),
		.open = !ended && rows_null(r, 8), .used = rows_int(r, 10), .doubts = rows_int(r, 11), .waiting = rows_int(r, 12) };
}

/* The team whose new reports the viewer reads: one's own first. 0: none. */
SQL(link_team, "SELECT t.id, t.name FROM v_team_member m JOIN v_team t ON t.id = m.team_id WHERE m.account_id = :me AND m.from_at <= :now AND m.until_at > :now"
	" AND EXISTS (SELECT 1 FROM v_access a WHERE a.file_id = t.inbox_file_id AND a.account_id = :me AND a.may_write AND a.from_at <= :now AND a.until_at > :now)"
	" ORDER BY CASE WHEN t.id = :team THEN 0 ELSE 1 END, t.id LIMIT 1");

static id64 team_of(struct request *rq, const char **name)
{
	struct rows *r = sql_read(rq->slot, &link_team, WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now), p_id("team", rq->viewer.team)));
	bool found = rows_next(r);
	id64 team = found ? rows_int(r, 0) : 0;
	*name = found ? rows_text(r, 1) : NULL;
	rows_end(r);
	return team;
}

static struct reply list(struct request *rq)
{
	struct links *d = ARENA_NEW(rq->arena, struct links);
	id64 after = field_id(rq->in, "after");
	if (!team_of(rq, &d->team))
		return reply_missing();
	struct rows *r = sql_read(rq->slot, &links_of_team, WITH(p_moment("now", rq->now), p_id("after", after)));
	while (rows_next(r))
		list_row(rq, d, r);
	d->later = after != 0;
	if (d->links_n > LINKS_A_PAGE)
		d->more = d->links[(d->links_n = LINKS_A_PAGE) - 1].id;
	rq->page->title = rq_tr(rq, N_("Vaste links"));
	rq->page->nav = "reports";
	return reply_page(&TPL_links, d);
}

/* ---- a new one ---- */

static const char *const new_taken[] = { "organisation", "organisation_kind", "place", "area_code", "email", NULL };
static const struct field new_own[] = {
	{ "until_on", N_("Tot en met welke dag?"), F_DAY, .required = true, .missing = N_("Kies tot en met welke dag de link werkt"),
		.hint = N_("Hooguit twee jaar. Verlengen kan altijd") },
	{ NULL }
};
static const struct input LINK_NEW = { "link_new", &REPORT_LINK_ENTITY, new_taken, new_own };

static struct reply new_page(struct request *rq)
{
	struct link_new *d = ARENA_NEW(rq->arena, struct link_new);
	const char *chosen = field_text(rq->in, "area_code");
	id64 team = team_of(rq, &d->team);
	if (!team)
		return reply_missing();
	struct place_list all = places_of_team(rq->slot, team);
	for (int64_t i = 0; i < all.n; i++) {
		struct link_new_areas *a = LIST_ADD(rq->arena, d->areas, d->areas_n);
		*a = (struct link_new_areas){ all.place[i].code, all.place[i].name, chosen && !strcmp(chosen, all.place[i].code) };
	}
	field_start_day(rq->in, "until_on", day_add_months(rq->today, LINK_MONTHS));
	rq->page->title = rq_tr(rq, N_("Nieuwe vaste link"));
	rq->page->nav = "reports";
	return reply_page(&TPL_link_new, d);
}

static struct reply make(struct request *rq)
{
	const char *name, *area = field_text(rq->in, "area_code");
	struct day until = field_day(rq->in, "until_on");
	id64 team = team_of(rq, &name);
	if (!team)
		return reply_missing();
	struct place_list all = places_of_team(rq->slot, team);
	if (area && !place_among(&all, area))
		field_fail(rq->in, "area_code", rq_tr(rq, N_("Kies uit de lijst")));
	if (day_diff(rq->today, until) < 1 || day_diff(day_add_months(rq->today, 12 * MOST_YEARS), until) > 0)
		field_fail(rq->in, "until_on", rq_tr(rq, N_("Kies een dag tussen morgen en over twee jaar")));
	if (rq->in->errors)
		return reply_again();
	id64 link = report_link_make(rq->slot, &(struct report_link_new){ .team = team, .organisation = field_text(rq->in, "organisation"),
		.kind = field_text(rq->in, "organisation_kind"), .place = field_text(rq->in, "place"), .area_code = area, .email = field_text(rq->in, "email"),
		.until = until });
	return link ? reply_go(rq, "link_made", "/signals/links/%lld", (long long)link) : reply_missing();
}

/* ---- one ---- */

static const char *const place_taken[] = { "place", "area_code", NULL };
static const struct input LINK_PLACE = { .name = "link_place", .entity = &REPORT_LINK_ENTITY, .take = place_taken };

SQL(link_one, "SELECT l.id, l.file_id, l.organisation, l.organisation_kind, l.place, l.area_code, l.email, l.token, l.until_at, l.paused_at, l.ended_at, l.used_at,"
	" l.doubts, l.doubted_at, l.team_id, t.name, t.phone, " WAITING " FROM v_report_link l JOIN v_team t ON t.id = l.team_id WHERE l.id = :id");
SQL(link_months, "SELECT count(*) FILTER (WHERE r.at >= :m0), count(*) FILTER (WHERE r.at >= :m1 AND r.at < :m0), count(*) FILTER (WHERE r.at >= :m2 AND r.at < :m1),"
	" count(*) FILTER (WHERE r.at >= :m3 AND r.at < :m2), count(*) FILTER (WHERE r.at >= :m4 AND r.at < :m3), count(*) FILTER (WHERE r.at < :m4)"
	" FROM v_report r WHERE r.link_id = :id AND r.at >= :m5");
SQL(link_area_name, "SELECT name FROM v_area WHERE code = :code");

static const char *const month_names[] = { N_("januari"), N_("februari"), N_("maart"), N_("april"), N_("mei"), N_("juni"), N_("juli"), N_("augustus"),
	N_("september"), N_("oktober"), N_("november"), N_("december") };

const char *month_name(struct request *rq, struct day day)
{
	return arena_printf(rq->arena, "%s %d", rq_tr(rq, month_names[day.month - 1]), day.year);
}

static void read_months(struct request *rq, struct link_show *d)
{
	struct day first[MONTHS];
	moment m[MONTHS];
	for (int i = 0; i < MONTHS; i++) {
		first[i] = day_add_months((struct day){ rq->today.year, rq->today.month, 1 }, -i);
		m[i] = day_begin(first[i]);
	}
	struct rows *r = sql_read(rq->slot, &link_months, WITH(p_id("id", d->id), p_moment("m0", m[0]), p_moment("m1", m[1]), p_moment("m2", m[2]),
		p_moment("m3", m[3]), p_moment("m4", m[4]), p_moment("m5", m[5])));
	bool found = rows_next(r);
	for (int i = 0; i < MONTHS; i++) {
		struct link_show_months *x = LIST_ADD(rq->arena, d->months, d->months_n);
		*x = (struct link_show_months){ .name = month_name(rq, first[i]), .n = found ? rows_int(r, i) : 0 };
	}
	rows_end(r);
}

struct link_words { const char *token, *area_code, *team_name, *phone; id64 team; };

static bool read_link(struct request *rq, struct link_show *d, struct link_words *w)
{
	struct rows *r = sql_read(rq->slot, &link_one, WITH(p_id("id", rq->id[0])));
	if (!rows_next(r))
		return false;
	bool ended = !rows_null(r, 10) || rows_int(r, 8) <= rq->now;
	*d = (struct link_show){ .id = rows_int(r, 0), .organisation = rows_text(r, 2), .kind = kind_words(rq, rows_text(r, 3)), .place = rows_text(r, 4),
		.email = rows_null(r, 6) ? NULL : rows_open(r, 6, "report_link.email"), .open = !ended && rows_null(r, 9), .paused = !ended && !rows_null(r, 9),
		.until = rows_int(r, 8) - 1, .used = rows_int(r, 11), .doubts = rows_int(r, 12), .doubted_at = rows_int(r, 13), .waiting = rows_int(r, 17),
		.full = rows_int(r, 17) >= LINK_QUEUE };
	*w = (struct link_words){ rows_open(r, 7, "report_link.token"), rows_text(r, 5), rows_text(r, 15), rows_text(r, 16), rows_int(r, 14) };
	rows_end(r);
	return true;
}

/* Where it stands, and what can be chosen: the neighbourhood it was given may be no more. */
static void read_areas(struct request *rq, struct link_show *d, const struct link_words *w)
{
	const char *near = area_nearest(rq->slot, w->area_code), *typed = field_text(rq->in, "area_code");
	struct rows *r = sql_read(rq->slot, &link_area_name, WITH(p_text("code", near)));
	d->area = rows_next(r) ? rows_text(r, 0) : NULL;
	rows_end(r);
	d->gone = w->area_code && (!near || strcmp(near, w->area_code) != 0);
	struct place_list all = places_of_team(rq->slot, w->team);
	const char *chosen = typed ? typed : near;
	for (int64_t i = 0; i < all.n; i++) {
		struct link_show_areas *a = LIST_ADD(rq->arena, d->areas, d->areas_n);
		*a = (struct link_show_areas){ all.place[i].code, all.place[i].name, chosen && !strcmp(chosen, all.place[i].code) };
	}
}

static struct reply show(struct request *rq)
{
	struct link_show *d = ARENA_NEW(rq->arena, struct link_show);
	struct link_words w;
	if (!read_link(rq, d, &w))
		return reply_missing();
	read_areas(rq, d, &w);
	read_months(rq, d);
	field_start(rq->in, "place", d->place);
	d->address = rq_link(rq, arena_printf(rq->arena, "/l/%s", w.token));
	d->qr = qr_path(rq->arena, d->address, &d->size);
	rq->page->title = d->organisation;
	rq->page->nav = "reports";
	return reply_page(&TPL_link_show, d);
}

static struct reply poster(struct request *rq)
{
	struct link_poster *d = ARENA_NEW(rq->arena, struct link_poster);
	struct link_show link;
	struct link_words w;
	if (!read_link(rq, &link, &w) || !link.open)
		return reply_missing();
	*d = (struct link_poster){ .id = link.id, .organisation = link.organisation, .place = link.place, .team = w.team_name, .phone = w.phone, .until = link.until };
	d->address = rq_link(rq, arena_printf(rq->arena, "/l/%s", w.token));
	d->qr = qr_path(rq->arena, d->address, &d->size);
	rq->page->title = tr_fill(rq->arena, rq_tr(rq, N_("Poster voor {organisation}")), "organisation", d->organisation, NULL);
	rq->page->nav = "reports";
	return reply_page(&TPL_link_poster, d);
}

/* ---- what can be done with it ---- */

static struct reply done(struct request *rq, bool fine, const char *message)
{
	return fine ? reply_go(rq, message, "/signals/links/%lld", (long long)rq->id[0]) : reply_missing();
}

static struct reply pause(struct request *rq) { return done(rq, report_link_pause(rq->slot, rq->id[0]), "link_paused"); }
static struct reply resume(struct request *rq) { return done(rq, report_link_resume(rq->slot, rq->id[0]), "link_resumed"); }
static struct reply renew(struct request *rq) { return done(rq, report_link_renew(rq->slot, rq->id[0]), "link_renewed"); }
static struct reply end(struct request *rq) { return done(rq, report_link_end(rq->slot, rq->id[0]), "link_ended"); }
static struct reply replace(struct request *rq) { return done(rq, report_link_replace(rq->slot, rq->id[0]), "link_replaced"); }
static struct reply seen(struct request *rq) { return done(rq, report_link_seen(rq->slot, rq->id[0]), "seen"); }

SQL(link_team_id, "SELECT team_id FROM v_report_link WHERE id = :id");

static struct reply move(struct request *rq)
{
	const char *area = field_text(rq->in, "area_code");
	struct place_list all = places_of_team(rq->slot, sql_number(rq->slot, &link_team_id, WITH(p_id("id", rq->id[0])), 0));
	if (all.n && area && !place_among(&all, area)) {
		field_fail(rq->in, "area_code", rq_tr(rq, N_("Kies uit de lijst")));
		return reply_again();
	}
	return done(rq, report_link_move(rq->slot, rq->id[0], area, field_text(rq->in, "place")), "saved");
}

/* ---- what waits ---- */

static const struct field held_own[] = { { "which", NULL, F_TEXT, .max = 10 }, { NULL } };
static const struct input LINK_HELD = { .name = "link_held", .own = held_own };

SQL(held_rows, "SELECT id, file_id, number, words, at, answer_by FROM v_report_held WHERE link_id = :link AND thrown_at IS NULL ORDER BY at, id LIMIT 26");

static void read_held(struct request *rq, struct link_waiting *d)
{
	struct rows *r = sql_read(rq->slot, &held_rows, WITH(p_id("link", d->id)));
	while (rows_next(r)) {
		struct report_new said = { 0 };
		if (d->held_n == HELD_A_PAGE) {
			d->more = true;
			rows_end(r);
			break;
		}
		report_held_words(rq->arena, rows_open(r, 3, "report_held.words"), &said);
		struct link_waiting_held *h = LIST_ADD(rq->arena, d->held, d->held_n);
		*h = (struct link_waiting_held){ .id = rows_int(r, 0), .number = rows_text(r, 2), .what = utf8_excerpt(rq->arena, said.what, 300), .place = said.place,
			.about = said.about, .at = rows_int(r, 4), .answer_by = rows_day(r, 5) };
	}
}

static struct reply waiting(struct request *rq)
{
	struct link_waiting *d = ARENA_NEW(rq->arena, struct link_waiting);
	struct link_show link;
	struct link_words w;
	if (!read_link(rq, &link, &w))
		return reply_missing();
	d->id = link.id;
	d->organisation = link.organisation;
	d->waiting = link.waiting;
	read_held(rq, d);
	rq->page->title = rq_tr(rq, N_("Meldingen die wachten"));
	rq->page->nav = "reports";
	return reply_page(&TPL_link_waiting, d);
}

static bool is_ticked(struct request *rq, id64 held)
{
	const char *one;
	id64 id;
	for (size_t i = 0; (one = form_next(&rq->form, "held", &i)); )
		if (id_parse(one, &id) && id == held)
			return true;
	return false;
}

/* At most a page of them in one change: each becomes a report with all that belongs to it. */
static struct reply let_in(struct request *rq)
{
	const char *which = field_text(rq->in, "which");
	bool all = which && !strcmp(which, "all");
	id64 chosen[HELD_A_PAGE];
	int n = 0;
	if (!sql_number(rq->slot, &link_team_id, WITH(p_id("id", rq->id[0])), 0))
		return reply_missing();
	struct rows *r = sql_read(rq->slot, &held_rows, WITH(p_id("link", rq->id[0])));
	while (rows_next(r))
		if (n < HELD_A_PAGE && (all || is_ticked(rq, rows_int(r, 0))))
			chosen[n++] = rows_int(r, 0);
	if (!report_let_in(rq->slot, rq->id[0], chosen, n)) {
		field_fail(rq->in, NULL, rq_tr(rq, N_("Vink eerst aan wat door mag")));
		return reply_again();
	}
	return reply_go(rq, "link_let_in", "/signals/links/%lld/waiting", (long long)rq->id[0]);
}

static struct reply throw_out(struct request *rq)
{
	if (!sql_number(rq->slot, &link_team_id, WITH(p_id("id", rq->id[0])), 0))
		return reply_missing();
	report_throw_out(rq->slot, rq->id[0]);
	return reply_go(rq, "link_thrown_out", "/signals/links/%lld/waiting", (long long)rq->id[0]);
}

/* ---- above the list of signals ---- */

SQL(links_that_ask, "SELECT l.id, l.organisation, l.doubts, " WAITING " FROM v_report_link l WHERE l.file_id IN " MY_INBOXES
	" AND (l.doubts > 0 OR EXISTS (SELECT 1 FROM v_report_held x WHERE x.link_id = l.id AND x.thrown_at IS NULL)) ORDER BY l.organisation LIMIT 10");

int64_t links_that_ask_for_a_look(struct request *rq, struct links_line **lines)
{
	int64_t n = 0;
	struct rows *r = sql_read(rq->slot, &links_that_ask, WITH(p_moment("now", rq->now)));
	*lines = NULL;
	while (rows_next(r)) {
		struct links_line *l = LIST_ADD(rq->arena, *lines, n);
		*l = (struct links_line){ .id = rows_int(r, 0), .organisation = rows_text(r, 1), .doubts = rows_int(r, 2), .waiting = rows_int(r, 3) };
	}
	return n;
}

#define LINK(path_, run_, summary_) { METHOD_POST, "/signals/links/{id}/" path_, RELATION_NONE, K_TEAM, .run = run_, .summary = summary_ }
const struct route LINK_ROUTES[] = {
	{ METHOD_GET, "/signals/links", RELATION_NONE, K_TEAM, .run = list, .input = &LINKS_LIST, .summary = "The standing links of organisations" },
	{ METHOD_GET, "/signals/links/new", RELATION_NONE, K_TEAM, .run = new_page, .input = &LINK_NEW, .summary = "A standing link for an organisation" },
	{ METHOD_POST, "/signals/links", RELATION_NONE, K_TEAM, .run = make, .input = &LINK_NEW, .again = new_page, .summary = "Make a standing link" },
	{ METHOD_GET, "/signals/links/{id}", RELATION_NONE, K_TEAM, .run = show, .input = &LINK_PLACE, .summary = "A standing link and how often it is used" },
	{ METHOD_GET, "/signals/links/{id}/poster", RELATION_NONE, K_TEAM, .run = poster, .summary = "The poster of a standing link, for printing" },
	{ METHOD_GET, "/signals/links/{id}/waiting", RELATION_NONE, K_TEAM, .run = waiting, .input = &LINK_HELD, .summary = "Reports that wait behind a busy link" },
	{ METHOD_POST, "/signals/links/{id}/waiting", RELATION_NONE, K_TEAM, .run = let_in, .input = &LINK_HELD, .again = waiting,
		.summary = "Let reports that wait into the inbox" },
	LINK("throw-out", throw_out, "All that waits behind the link is a program's"),
	{ METHOD_POST, "/signals/links/{id}/place", RELATION_NONE, K_TEAM, .run = move, .input = &LINK_PLACE, .again = show, .summary = "Where the link's place is" },
	LINK("pause", pause, "The link does not work for a while"),
	LINK("resume", resume, "The link works again"),
	LINK("renew", renew, "The link works for another year"),
	LINK("replace", replace, "Another token for the link"),
	LINK("end", end, "The link works no longer"),
	LINK("seen", seen, "Tries that looked like a program's were seen"),
	{ .path = NULL }
};
