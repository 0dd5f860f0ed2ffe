/* Teams: the list, one team, its areas. */
#include "settings_screens.h"
#include <string.h>
#include "../../platform/base/list.h"
#include "../team/team.h"
#include "../team/team_entities.h"
#include "templates.h"

SQL(teams_all, "SELECT t.id, t.name, t.prefix, t.phone, t.max_goals, t.answer_days, (SELECT count(*) FROM v_team_member m WHERE m.team_id = t.id"
	" AND m.from_at <= :now AND m.until_at > :now), (SELECT count(*) FROM v_team_area a WHERE a.team_id = t.id) FROM v_team t ORDER BY t.name");
SQL(team_one, "SELECT t.id, t.name, t.prefix, t.phone, t.hours, t.max_goals, t.answer_days FROM v_team t WHERE t.id = :id");
SQL(team_areas_of, "SELECT a.area_code, b.name, b.kind, m.name FROM v_team_area a LEFT JOIN v_area b ON b.code = a.area_code"
	" LEFT JOIN v_area m ON m.code = b.municipality_code WHERE a.team_id = :id ORDER BY b.name, a.area_code");
SQL(team_triage_of, "SELECT count(*) FROM v_team_member m WHERE m.team_id = :id AND m.triage AND m.from_at <= :now AND m.until_at > :now");
SQL(area_of_code, "SELECT code FROM v_area WHERE code = :code");
SQL(areas_of_name, "SELECT a.code, a.kind, m.name FROM v_area a LEFT JOIN v_area m ON m.code = a.municipality_code WHERE a.name = :name"
	" ORDER BY a.code LIMIT 4");

static struct reply teams_page(struct request *rq)
{
	struct settings_teams *d = ARENA_NEW(rq->arena, struct settings_teams);
	struct rows *r = sql_read(rq->slot, &teams_all, WITH(p_moment("now", rq->now)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->teams, d->teams_n) = (struct settings_teams_teams){ .id = rows_int(r, 0), .name = rows_text(r, 1),
			.prefix = rows_text(r, 2), .phone = rows_text(r, 3), .max_goals = rows_int(r, 4), .answer_days = rows_int(r, 5),
			.members = rows_int(r, 6), .areas = rows_int(r, 7) };
	rq->page->title = rq_tr(rq, N_("Teams"));
	rq->page->nav = "settings";
	return reply_page(&TPL_settings_teams, d);
}

/* ---- the form ---- */

static const char *const team_take[] = { "name", "prefix", "phone", "hours", "max_goals", "answer_days", NULL };
static const struct input TEAM_FORM = { .name = "settings_team", .entity = &TEAM_ENTITY, .take = team_take };

static struct team_new typed(struct request *rq)
{
	return (struct team_new){ .name = field_text(rq->in, "name"), .prefix = field_text(rq->in, "prefix"), .phone = field_text(rq->in, "phone"),
		.hours = field_text(rq->in, "hours"), .max_goals = (int)field_int(rq->in, "max_goals", 0),
		.answer_days = (int)field_int(rq->in, "answer_days", 0) };
}

static struct reply new_page(struct request *rq)
{
	struct settings_team_new *d = ARENA_NEW(rq->arena, struct settings_team_new);
	field_start(rq->in, "max_goals", "3");
	field_start(rq->in, "answer_days", "5");
	rq->page->title = rq_tr(rq, N_("Nieuw team"));
	rq->page->nav = "settings";
	return reply_page(&TPL_settings_team_new, d);
}

static struct reply prefix_wrong(struct request *rq)
{
	field_fail(rq->in, "prefix", rq_tr(rq, N_("Kies een tot drie hoofdletters die geen ander team heeft")));
	return reply_again();
}

static struct reply new_save(struct request *rq)
{
	struct team_new new = typed(rq);
	id64 team = team_new(rq->slot, &new);
	return team ? reply_go(rq, "team_made", "/settings/teams/%lld", (long long)team) : prefix_wrong(rq);
}

static bool read_team(struct request *rq, struct settings_team *d)
{
	struct rows *r = sql_read(rq->slot, &team_one, WITH(p_id("id", rq->id[0])));
	bool found = rows_next(r);
	if (found)
		*d = (struct settings_team){ .id = rows_int(r, 0), .name = rows_text(r, 1), .prefix = rows_text(r, 2), .phone = rows_text(r, 3),
			.hours = rows_text(r, 4), .max_goals = rows_int(r, 5), .answer_days = rows_int(r, 6) };
	rows_end(r);
	return found;
}

static const char *kind_word(struct request *rq, const char *kind)
{
	if (!kind)
		return rq_tr(rq, N_("niet ingelezen"));
	return rq_tr(rq, !strcmp(kind, "municipality") ? N_("gemeente") : !strcmp(kind, "district") ? N_("wijk") : N_("buurt"));
}

static void read_areas(struct request *rq, struct settings_team *d)
{
	struct rows *r = sql_read(rq->slot, &team_areas_of, WITH(p_id("id", d->id)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->areas, d->areas_n) = (struct settings_team_areas){ .code = rows_text(r, 0),
			.name = rows_null(r, 1) ? rows_text(r, 0) : rows_text(r, 1), .kind = kind_word(rq, rows_text(r, 2)), .municipality = rows_text(r, 3) };
	d->triage = sql_number(rq->slot, &team_triage_of, WITH(p_id("id", d->id), p_moment("now", rq->now)), 0);
}

static const char *digits(struct request *rq, int64_t n)
{
	return arena_int(rq->arena, n);
}

/* The page has two forms, so two inputs: `team` begins what the first holds, the other is for an area. */
static struct reply team_page_of(struct request *rq, struct settings_team *d)
{
	read_areas(rq, d);
	rq->page->title = d->name;
	rq->page->nav = "settings";
	return reply_page(&TPL_settings_team, d);
}

static struct reply team_page(struct request *rq)
{
	struct settings_team *d = ARENA_NEW(rq->arena, struct settings_team);
	return read_team(rq, d) ? team_page_of(rq, d) : reply_missing();
}

static struct reply change_page(struct request *rq)
{
	struct settings_team team, *all = &team;
	struct settings_team_change *d = ARENA_NEW(rq->arena, struct settings_team_change);
	if (!read_team(rq, all))
		return reply_missing();
	d->id = all->id;
	d->name = all->name;
	field_start(rq->in, "name", all->name);
	field_start(rq->in, "prefix", all->prefix);
	field_start(rq->in, "phone", all->phone);
	field_start(rq->in, "hours", all->hours);
	field_start(rq->in, "max_goals", digits(rq, all->max_goals));
	field_start(rq->in, "answer_days", digits(rq, all->answer_days));
	rq->page->title = rq_tr(rq, N_("Team wijzigen"));
	rq->page->nav = "settings";
	return reply_page(&TPL_settings_team_change, d);
}

static struct reply change_save(struct request *rq)
{
	struct settings_team team;
	struct team_new new = typed(rq);
	if (!read_team(rq, &team))
		return reply_missing();
	return team_change(rq->slot, team.id, &new) ? reply_go(rq, "saved", "/settings/teams/%lld", (long long)team.id) : prefix_wrong(rq);
}

/* ---- areas ---- */

static const struct field area_fields[] = {
	{ "area", N_("Wijk of buurt erbij"), F_TEXT, .max = 120, .required = true, .missing = N_("Vul de naam of de code van een wijk of buurt in"),
		.hint = N_("De naam zoals het CBS hem schrijft, of de code, bijvoorbeeld WK019310") },
	{ NULL }
};
static const struct input AREA_FORM = { .name = "settings_team_area", .own = area_fields };

/* The code of what was typed; NULL with a message at the field when there is none, or more than one. */
static const char *area_typed(struct request *rq)
{
	const char *text = field_text(rq->in, "area"), *code = NULL;
	struct buf several;
	int n = 0;
	struct rows *r = sql_read(rq->slot, &area_of_code, WITH(p_text("code", text)));
	if (rows_next(r)) {
		code = rows_text(r, 0);
		rows_end(r);
		return code;
	}
	buf_init(&several, 0);
	for (r = sql_read(rq->slot, &areas_of_name, WITH(p_text("name", text))); rows_next(r); n++) {
		code = rows_text(r, 0);
		buf_printf(&several, "%s%s (%s%s%s)", n ? ", " : "", code, kind_word(rq, rows_text(r, 1)), rows_null(r, 2) ? "" : ", ",
			rows_null(r, 2) ? "" : rows_text(r, 2));
	}
	if (n != 1)
		field_fail(rq->in, "area", n ? tr_fill(rq->arena, rq_tr(rq, N_("Er zijn er meer die zo heten. Vul een code in: {codes}")), "codes", several.p, NULL)
			: rq_tr(rq, N_("Dit gebied is niet ingelezen. Kijk hoe het CBS het schrijft")));
	buf_release(&several);
	return n == 1 ? code : NULL;
}

static struct reply area_save(struct request *rq)
{
	struct settings_team team;
	if (!read_team(rq, &team))
		return reply_missing();
	const char *code = area_typed(rq);
	if (!code)
		return reply_again();
	return team_area_add(rq->slot, team.id, code) ? reply_go(rq, "saved", "/settings/teams/%lld", (long long)team.id) : reply_missing();
}

static struct reply area_remove(struct request *rq)
{
	if (!team_area_end(rq->slot, rq->id[0], rq->word[0]))
		return reply_missing();
	return reply_go(rq, "saved", "/settings/teams/%lld", (long long)rq->id[0]);
}

const struct route TEAM_ROUTES[] = {
	{ METHOD_GET, "/settings/teams", RELATION_NONE, K_MANAGER, .run = teams_page, .summary = "The teams" },
	{ METHOD_GET, "/settings/teams/new", RELATION_NONE, K_MANAGER, .run = new_page, .input = &TEAM_FORM, .summary = "A form for a new team" },
	{ METHOD_POST, "/settings/teams/new", RELATION_NONE, K_MANAGER, .run = new_save, .input = &TEAM_FORM, .again = new_page, .summary = "Make a team" },
	{ METHOD_GET, "/settings/teams/{id}", RELATION_NONE, K_MANAGER, .run = team_page, .input = &AREA_FORM, .summary = "A team and its areas" },
	{ METHOD_GET, "/settings/teams/{id}/change", RELATION_NONE, K_MANAGER, .run = change_page, .input = &TEAM_FORM, .summary = "A form to change a team" },
	{ METHOD_POST, "/settings/teams/{id}/change", RELATION_NONE, K_MANAGER, .run = change_save, .input = &TEAM_FORM, .again = change_page,
		.summary = "Change a team" },
	{ METHOD_POST, "/settings/teams/{id}/areas", RELATION_NONE, K_MANAGER, .run = area_save, .input = &AREA_FORM, .again = team_page,
		.summary = "Give a team an area" },
	{ METHOD_POST, "/settings/teams/{id}/areas/{code}/end", RELATION_NONE, K_MANAGER, .run = area_remove, .summary = "Take an area from a team" },
	{ .path = NULL }
};
