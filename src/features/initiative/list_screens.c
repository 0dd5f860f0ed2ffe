/* The list of initiatives, a new one, changing one; and what all these screens share. */
#include <string.h>
#include "../../platform/base/list.h"
#include "../../platform/web/words.h"
#include "../theme/theme.h"
#include "initiative.h"
#include "initiative_entities.h"
#include "initiative_screens.h"
#include "templates.h"

enum { PAGE = 30 };

/* ---- shared ---- */

SQL(initiative_top, "SELECT i.id, i.title, i.phase, a.name, (SELECT count(*) FROM v_initiative v WHERE v.id = i.id) FROM v_known_initiative i"
	" LEFT JOIN v_area a ON a.code = i.area_code WHERE i.id = :id");

bool initiative_head(struct request *rq, struct initiative_head *h, const char *tab, const char *title)
{
	struct rows *r = sql_read(rq->slot, &initiative_top, WITH(p_id("id", rq->id[0])));
	bool found = rows_next(r);
	if (found)
		*h = (struct initiative_head){ .id = rows_int(r, 0), .title = rows_text(r, 1), .phase = rows_text(r, 2), .area = rows_text(r, 3), .mine = rows_int(r, 4) > 0,
			.tab = tab, .phase_label = rq_code(rq, &INITIATIVE_PHASES, rows_text(r, 2)) };
	rows_end(r);
	if (!found)
		return false;
	rq->page->nav = "hood";
	rq->page->title = *title ? arena_printf(rq->arena, "%s · %s", rq_tr(rq, title), h->title) : h->title;
	return true;
}

int initiative_hour(const char *text)
{
	char typed[8];
	size_t n = text ? strspn(text, "0123456789.:") : 0;
	const char *rest = text ? text + n + strspn(text + n, " ") : "";
	rest += !strncmp(rest, "uur", 3) ? 3 : 0;
	if (*rest || n < 1 || n >= sizeof typed)
		return -1;
	memcpy(typed, text, n);
	typed[n] = 0;
	if (strcspn(typed, ".:") == n - 1)       /* "15." */
		typed[n - 1] = 0;
	int hour, minute;
	return hour_parse(typed, &hour, &minute) ? hour * 60 + minute : -1;
}

const char *initiative_hours(struct request *rq, moment from, moment to)
{
	struct day day;
	int hour, minute;
	clock_parts(from, &day, &hour, &minute);
	return tr_fill(rq->arena, rq_tr(rq, N_("{from} tot {to}")), "from", arena_printf(rq->arena, "%d.%02d", hour, minute), "to",
		words_time(rq->arena, rq->lang, to), NULL);
}

/* ---- the list ---- */

SQL(initiatives_known, "SELECT i.id, i.title, i.phase, a.name, i.reached, i.exists_choice, i.looked_at,"
	" (SELECT min(m.start_at) FROM v_known_initiative_meeting m WHERE m.initiative_id = i.id AND m.start_at > :now AND m.cancelled_at IS NULL),"
	" (SELECT count(*) FROM v_known_initiative_meeting m WHERE m.initiative_id = i.id AND m.attendance IS NOT NULL),"
	" (SELECT CAST(sum(m.attendance) AS BIGINT) FROM v_known_initiative_meeting m WHERE m.initiative_id = i.id AND m.attendance IS NOT NULL),"
	" (SELECT max(m.id) FROM v_known_initiative_meeting m WHERE m.initiative_id = i.id AND m.end_at <= :now AND m.attendance IS NULL AND m.cancelled_at IS NULL),"
	" (SELECT count(*) FROM v_initiative v WHERE v.id = i.id)"
	" FROM v_known_initiative i LEFT JOIN v_area a ON a.code = i.area_code"
	" WHERE i.id IN (SELECT o.id FROM v_initiative o WHERE o.team_id = :team UNION SELECT g.initiative_id FROM v_my_initiative_guest g)"
	" AND (:after IS NULL OR i.id < :after) ORDER BY i.id DESC LIMIT :n");
SQL(initiative_cheers, "SELECT s.initiative_id, i.title, s.text, s.at FROM v_initiative_success s JOIN v_initiative i ON i.id = s.initiative_id"
	" WHERE s.team_id = :team ORDER BY s.at DESC LIMIT 3");

static void say_asks(struct request *rq, struct initiative_list_going *g, bool answered, id64 uncounted)
{
	bool dated = !strcmp(g->phase, "contact") || !strcmp(g->phase, "carrying_out");
	const char *at = arena_printf(rq->arena, "/initiatives/%lld", (long long)g->id);
	if (!answered) {
		g->asks = rq_tr(rq, N_("Eerst deze vraag: wat is er al?"));
		g->ask = arena_printf(rq->arena, "%s/first", at);
	} else if (uncounted) {
		g->asks = rq_tr(rq, N_("Nog niet geteld wie er waren"));
		g->ask = arena_printf(rq->arena, "%s/meetings/%lld", at, (long long)uncounted);
	} else if (dated && !g->next) {
		g->asks = rq_tr(rq, N_("Er is geen volgende datum"));
		g->ask = arena_printf(rq->arena, "%s/meetings", at);
	}
}

static void list_row(struct request *rq, struct initiative_list *d, struct rows *r)
{
	const char *phase = rows_text(r, 2), *label = rq_code(rq, &INITIATIVE_PHASES, phase);
	if (!strcmp(phase, "done") || !strcmp(phase, "stopped")) {
		*LIST_ADD(rq->arena, d->closed, d->closed_n) = (struct initiative_list_closed){ .id = rows_int(r, 0), .title = rows_text(r, 1), .area = rows_text(r, 3),
			.phase = phase, .phase_label = label, .reached = rows_int(r, 4), .known = !rows_null(r, 4) };
		return;
	}
	struct initiative_list_going *g = LIST_ADD(rq->arena, d->going, d->going_n);
	*g = (struct initiative_list_going){ .id = rows_int(r, 0), .title = rows_text(r, 1), .area = rows_text(r, 3), .phase = phase, .phase_label = label,
		.next = rows_int(r, 7), .sessions = rows_int(r, 8), .people = rows_int(r, 9) };
	if (rows_int(r, 11))
		say_asks(rq, g, !rows_null(r, 5), rows_int(r, 10));
}

static struct reply list(struct request *rq)
{
	struct initiative_list *d = ARENA_NEW(rq->arena, struct initiative_list);
	id64 after = 0;
	const char *typed = form_get(&rq->http->query, "after");
	int n = 0;
	if (typed && !id_parse(typed, &after))
		return reply_missing();
	d->mine = rq_is(rq, K_TEAM);
	struct rows *r = sql_read(rq->slot, &initiatives_known, WITH(p_id("team", rq->viewer.team), p_moment("now", rq->now), p_id("after", after),
		p_int("n", PAGE + 1)));
	for (id64 last = 0; rows_next(r); last = rows_int(r, 0))
		if (n++ < PAGE)
			list_row(rq, d, r);
		else
			d->more = last;
	if (d->mine && !after) {
		r = sql_read(rq->slot, &initiative_cheers, WITH(p_id("team", rq->viewer.team)));
		while (rows_next(r))
			*LIST_ADD(rq->arena, d->successes, d->successes_n) = (struct initiative_list_successes){ .initiative = rows_int(r, 0), .title = rows_text(r, 1),
				.text = rows_text(r, 2), .at = rows_int(r, 3) };
	}
	rq->page->title = rq_tr(rq, N_("Initiatieven"));
	rq->page->nav = "hood";
	return reply_page(&TPL_initiative_list, d);
}

/* ---- a new one, and changing one ---- */

static const char *const form_take[] = { "title", "origin", "area_code", "domain", "about", "for_whom", "age_from", "age_to", "languages", "price", "informal", "formal",
	"sign_up", "open_to_all", NULL };
static const struct field form_own[] = {
	{ "owner", N_("Wie van het team houdt het in het oog?"), F_REF },
	{ "theme", NULL, F_REF },
	{ NULL }
};
static const struct input FORM = { "initiative", &INITIATIVE_ENTITY, form_take, form_own };

/* The neighbourhoods in which the team works. */
SQL(initiative_areas, "SELECT a.code, a.name FROM v_team_area t JOIN v_area a ON a.code = t.area_code WHERE t.team_id = :team AND a.kind = 'neighbourhood'"
	" UNION SELECT b.code, b.name FROM v_team_area t JOIN v_area b ON b.parent_code = t.area_code WHERE t.team_id = :team AND b.kind = 'neighbourhood'"
	" UNION SELECT c.code, c.name FROM v_team_area t JOIN v_area d ON d.parent_code = t.area_code JOIN v_area c ON c.parent_code = d.code WHERE t.team_id = :team"
	" AND c.kind = 'neighbourhood' ORDER BY 2, 1 LIMIT 400");
SQL(initiative_owners, "SELECT a.id, a.file_id, a.name FROM v_team_member m JOIN v_account a ON a.id = m.account_id WHERE m.team_id = :team AND m.from_at <= :now"
	" AND m.until_at > :now AND a.until_at > :now ORDER BY a.id LIMIT 100");
SQL(initiative_whole, "SELECT i.title, i.origin, i.area_code, i.domain, i.about, i.for_whom, i.age_from, i.age_to, i.languages, i.price, i.informal, i.formal,"
	" i.sign_up, i.open_to_all, i.owner_id, i.team_id FROM v_initiative i WHERE i.id = :id");

static void read_areas(struct request *rq, struct initiative_form *d, id64 team)
{
	const char *chosen = field_of(rq->in, "area_code")->text;
	struct rows *r = sql_read(rq->slot, &initiative_areas, WITH(p_id("team", team)));
	while (rows_next(r)) {
		struct initiative_form_areas *a = LIST_ADD(rq->arena, d->areas, d->areas_n);
		*a = (struct initiative_form_areas){ .code = rows_text(r, 0), .name = rows_text(r, 1) };
		a->on = !strcmp(a->code, chosen);
	}
}

static void read_owners(struct request *rq, struct initiative_form *d, id64 team, id64 owner)
{
	id64 typed = field_id(rq->in, "owner"), chosen = typed ? typed : owner;
	struct rows *r = sql_read(rq->slot, &initiative_owners, WITH(p_id("team", team), p_moment("now", rq->now)));
	while (rows_next(r)) {
		struct initiative_form_owners *o = LIST_ADD(rq->arena, d->owners, d->owners_n);
		*o = (struct initiative_form_owners){ .id = rows_int(r, 0), .name = rows_open(r, 2, "account.name") };
		o->on = o->id == chosen;
	}
}

static struct reply new_page(struct request *rq)
{
	struct initiative_form *d = ARENA_NEW(rq->arena, struct initiative_form);
	const char *theme = form_get(&rq->http->query, "theme");
	d->theme = field_id(rq->in, "theme");
	if (theme && !d->theme && !id_parse(theme, &d->theme))
		return reply_missing();
	if (d->theme) {
		struct theme_about about;
		if (!theme_about(rq->slot, rq->lang, d->theme, &about))
			return reply_missing();
		d->theme_title = about.name;
		field_start(rq->in, "origin", "theme");
		field_start(rq->in, "domain", about.domain);
		field_start(rq->in, "area_code", about.area);
	}
	read_areas(rq, d, rq->viewer.team);
	rq->page->title = rq_tr(rq, N_("Nieuw initiatief"));
	rq->page->nav = "hood";
	return reply_page(&TPL_initiative_form, d);
}

static int number_or_none(struct request *rq, const char *name)
{
	return (int)field_int(rq->in, name, -1);
}

static struct initiative_text typed(struct request *rq)
{
	return (struct initiative_text){ .title = field_text(rq->in, "title"), .origin = field_text(rq->in, "origin"), .area_code = field_text(rq->in, "area_code"),
		.domain = field_text(rq->in, "domain"), .about = field_text(rq->in, "about"), .for_whom = field_text(rq->in, "for_whom"),
		.languages = field_text(rq->in, "languages"), .informal = field_text(rq->in, "informal"), .formal = field_text(rq->in, "formal"),
		.sign_up = field_text(rq->in, "sign_up"), .age_from = number_or_none(rq, "age_from"), .age_to = number_or_none(rq, "age_to"),
		.price = number_or_none(rq, "price"), .open_to_all = field_yes(rq->in, "open_to_all"), .theme = field_id(rq->in, "theme") };
}

/* One of the team's own neighbourhoods: the list is what can be chosen. */
static bool area_chosen(struct request *rq, id64 team, const char *code)
{
	bool found = false;
	struct rows *r = sql_read(rq->slot, &initiative_areas, WITH(p_id("team", team)));
	while (rows_next(r))
		found = found || !strcmp(rows_text(r, 0), code);
	if (!found)
		field_fail(rq->in, "area_code", rq_tr(rq, N_("Kies een buurt uit de lijst")));
	return found;
}

static struct reply new_save(struct request *rq)
{
	struct initiative_text t = typed(rq);
	struct theme_about about;
	if (t.theme && !theme_about(rq->slot, rq->lang, t.theme, &about))
		return reply_missing();
	if (!area_chosen(rq, rq->viewer.team, t.area_code))
		return reply_again();
	id64 id = initiative_new(rq->slot, rq->viewer.team, &t);
	return id ? reply_go(rq, "initiative_made", "/initiatives/%lld/first", (long long)id) : reply_missing();
}

void initiative_start_number(struct request *rq, struct rows *r, int column, const char *name)
{
	if (!rows_null(r, column))
		field_start(rq->in, name, arena_int(rq->arena, rows_int(r, column)));
}

static void start_with(struct request *rq, struct rows *r)
{
	static const struct { int column; const char *name; } texts[] = { { 0, "title" }, { 1, "origin" }, { 2, "area_code" }, { 3, "domain" }, { 4, "about" },
		{ 5, "for_whom" }, { 8, "languages" }, { 10, "informal" }, { 11, "formal" }, { 12, "sign_up" } };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!rows_null(r, texts[i].column))
			field_start(rq->in, texts[i].name, rows_text(r, texts[i].column));
	initiative_start_number(rq, r, 6, "age_from");
	initiative_start_number(rq, r, 7, "age_to");
	initiative_start_number(rq, r, 9, "price");
	if (rows_bool(r, 13))
		field_start(rq->in, "open_to_all", "yes");
}

static struct reply change_page(struct request *rq)
{
	struct initiative_form *d = ARENA_NEW(rq->arena, struct initiative_form);
	struct rows *r = sql_read(rq->slot, &initiative_whole, WITH(p_id("id", rq->id[0])));
	if (!rows_next(r))
		return reply_missing();
	d->id = rq->id[0];
	d->title = rows_text(r, 0);
	id64 owner = rows_int(r, 14), team = rows_int(r, 15);
	start_with(rq, r);
	rows_end(r);
	read_areas(rq, d, team);
	read_owners(rq, d, team, owner);
	rq->page->title = rq_tr(rq, N_("Wijzig dit initiatief"));
	rq->page->nav = "hood";
	return reply_page(&TPL_initiative_form, d);
}

SQL(initiative_its_team, "SELECT i.team_id FROM v_initiative i WHERE i.id = :id");

static struct reply change_save(struct request *rq)
{
	struct initiative_text t = typed(rq);
	id64 owner = field_id(rq->in, "owner"), team = sql_number(rq->slot, &initiative_its_team, WITH(p_id("id", rq->id[0])), 0);
	if (!team)
		return reply_missing();
	if (t.age_from >= 0 && t.age_to >= 0 && t.age_to < t.age_from)
		field_fail(rq->in, "age_to", rq_tr(rq, N_("Dit is jonger dan de leeftijd ervoor")));
	if (!area_chosen(rq, team, t.area_code) || rq->in->errors)
		return reply_again();
	if (!initiative_change(rq->slot, rq->id[0], &t))
		return reply_missing();
	if (owner && !initiative_owner(rq->slot, rq->id[0], owner)) {
		field_fail(rq->in, "owner", rq_tr(rq, N_("Kies iemand van het team")));
		return reply_again();
	}
	return reply_go(rq, "saved", "/initiatives/%lld", (long long)rq->id[0]);
}

int initiative_forget_job(struct slot *slot)
{
	int n = initiative_forget(slot, 100);
	return n == 100 ? n : 0;
}

const struct route INITIATIVE_ROUTES[] = {
	{ METHOD_GET, "/initiatives", RELATION_NONE, INITIATIVE_READERS, .run = list, .summary = "The team's initiatives, or those that one takes part in" },
	{ METHOD_GET, "/initiatives/new", RELATION_NONE, K_TEAM, .run = new_page, .input = &FORM, .summary = "A form for a new initiative, from a theme or an idea" },
	{ METHOD_POST, "/initiatives/new", RELATION_NONE, K_TEAM, .run = new_save, .input = &FORM, .again = new_page, .summary = "Begin an initiative" },
	{ METHOD_GET, "/initiatives/{id}/change", RELATION_NONE, K_TEAM, .run = change_page, .input = &FORM, .summary = "A form to change an initiative" },
	{ METHOD_POST, "/initiatives/{id}/change", RELATION_NONE, K_TEAM, .run = change_save, .input = &FORM, .again = change_page,
		.summary = "Change what an initiative is, for whom, and whether it is open to all" },
	{ .path = NULL }
};
