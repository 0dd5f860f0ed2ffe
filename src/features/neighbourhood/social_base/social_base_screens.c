/* Keeping the social base: adding, changing, confirming, taking out. */
#include <string.h>
#include "../../../platform/base/list.h"
#include "../areas/area_look.h"
#include "../neighbourhood_entities.h"
#include "../neighbourhood_screens.h"
#include "social_base.h"
#include "templates.h"

static const char *const taken[] = { "kind", "title", "about", "place", "contact", "contact_agreed", "keeper_id", NULL };
static const struct input SOCIAL_INPUT = { .name = "social_base", .entity = &SOCIAL_BASE_ENTITY, .take = taken };

SQL(social_one, "SELECT s.id, s.area_code, a.name, s.kind, s.title, s.about, s.place, s.contact, s.contact_agreed, s.keeper_id, s.confirmed_at,"
	" s.confirmed_by_id, c.file_id, c.name FROM v_social_base s LEFT JOIN v_area a ON a.code = s.area_code LEFT JOIN v_account c ON c.id = s.confirmed_by_id"
	" WHERE s.id = :id AND s.ended_at IS NULL");
SQL(social_area_of, "SELECT s.area_code FROM v_social_base s WHERE s.id = :id AND s.ended_at IS NULL");
SQL(social_colleagues, "SELECT p.id, p.file_id, p.name FROM v_account p JOIN v_team_member m ON m.account_id = p.id WHERE m.team_id = :team AND m.from_at <= :now"
	" AND m.until_at > :now AND p.until_at > :now ORDER BY m.from_at, m.id LIMIT 100");

static void offer_kinds(struct request *rq, struct social_form *d)
{
	const char *chosen = field_of(rq->in, "kind")->text;
	for (const struct code *c = SOCIAL_KINDS.list; c->code; c++)
		*LIST_ADD(rq->arena, d->kinds, d->kinds_n) = (struct social_form_kinds){ .code = c->code, .label = rq_tr(rq, c->label),
			.on = chosen && !strcmp(chosen, c->code) };
}

static void offer_colleagues(struct request *rq)
{
	struct choice *list = NULL;
	size_t n = 0;
	struct rows *r = sql_read(rq->slot, &social_colleagues, WITH(p_id("team", rq->viewer.team), p_moment("now", rq->now)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, list, n) = (struct choice){ id_text(rq->arena, rows_int(r, 0)), rows_open(r, 2, "account.name") };
	field_choices(rq->in, "keeper_id", list, n);
}

static struct reply form(struct request *rq, struct social_form *d)
{
	offer_kinds(rq, d);
	offer_colleagues(rq);
	rq->page->title = d->id ? d->title : rq_tr(rq, N_("Sociale basis"));
	rq->page->nav = "hood";
	return reply_page(&TPL_social_form, d);
}

static struct reply new_page(struct request *rq)
{
	struct social_form *d = ARENA_NEW(rq->arena, struct social_form);
	struct area_seen a;
	if (!area_see(rq, rq->word[0], &a) || !a.of_team)
		return reply_missing();
	d->area = a.code;
	d->area_name = a.name;
	field_start(rq->in, "keeper_id", id_text(rq->arena, rq->viewer.account));
	return form(rq, d);
}

static struct reply change_page(struct request *rq)
{
	struct social_form *d = ARENA_NEW(rq->arena, struct social_form);
	struct rows *r = sql_read(rq->slot, &social_one, WITH(p_id("id", rq->id[0])));
	if (!rows_next(r))
		return reply_missing();
	*d = (struct social_form){ .id = rows_int(r, 0), .area = rows_text(r, 1), .area_name = rows_text(r, rows_null(r, 2) ? 1 : 2), .title = rows_text(r, 4),
		.confirmed_at = rows_int(r, 10),
		.confirmed_by = rows_null(r, 12) ? rq_tr(rq, N_("een collega")) : slot_open(rq->slot, rows_int(r, 12), "account.name", rows_int(r, 11), rows_blob(r, 13)) };
	static const struct { const char *name; int column; } said[] = { { "kind", 3 }, { "title", 4 }, { "about", 5 }, { "place", 6 }, { "contact", 7 } };
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		field_start(rq->in, said[i].name, rows_text(r, said[i].column));
	field_start(rq->in, "contact_agreed", rows_bool(r, 8) ? "yes" : "");
	field_start(rq->in, "keeper_id", id_text(rq->arena, rows_int(r, 9)));
	rows_end(r);
	return form(rq, d);
}

/* How to reach somebody may name that one only with consent; a number or a counter is nobody. Which of the two it is, the writer says by the tick; somebody
 * who connects people is always a person. */
static bool names_without_asking(const struct fields *in)
{
	const char *kind = field_text(in, "kind"), *contact = field_text(in, "contact");
	return kind && contact && !strcmp(kind, "connector") && !field_yes(in, "contact_agreed");
}

static bool fits(struct request *rq)
{
	if (names_without_asking(rq->in))
		field_fail(rq->in, "contact_agreed", rq_tr(rq, N_("Vraag eerst of diegene het goed vindt om hier te staan, of laat weg hoe je contact krijgt")));
	return !rq->in->errors;
}

static struct social_new typed(struct request *rq, const char *area)
{
	return (struct social_new){ .area_code = area, .kind = field_text(rq->in, "kind"), .title = field_text(rq->in, "title"), .about = field_text(rq->in, "about"),
		.place = field_text(rq->in, "place"), .contact = field_text(rq->in, "contact"), .contact_agreed = field_yes(rq->in, "contact_agreed"),
		.keeper = field_id(rq->in, "keeper_id") };
}

static struct reply to_base(struct request *rq, const char *done, const char *area)
{
	return reply_go(rq, done, "/neighbourhoods/%s#base", area);
}

static struct reply new_save(struct request *rq)
{
	struct social_new new = typed(rq, rq->word[0]);
	if (!fits(rq))
		return reply_again();
	return social_add(rq->slot, rq->viewer.team, &new) ? to_base(rq, "base_added", new.area_code) : reply_missing();
}

static const char *area_of(struct request *rq)
{
	struct rows *r = sql_read(rq->slot, &social_area_of, WITH(p_id("id", rq->id[0])));
	const char *area = rows_next(r) ? rows_text(r, 0) : NULL;
	rows_end(r);
	return area;
}

static struct reply change_save(struct request *rq)
{
	const char *area = area_of(rq);
	if (!area)
		return reply_missing();
	if (!fits(rq))
		return reply_again();
	struct social_new new = typed(rq, area);
	return social_change(rq->slot, rq->id[0], &new) ? to_base(rq, "saved", area) : reply_missing();
}

static struct reply confirm(struct request *rq)
{
	const char *area = area_of(rq);
	return area && social_confirm(rq->slot, rq->id[0]) ? to_base(rq, "base_confirmed", area) : reply_missing();
}

static struct reply end(struct request *rq)
{
	const char *area = area_of(rq);
	return area && social_end(rq->slot, rq->id[0]) ? to_base(rq, "base_ended", area) : reply_missing();
}

const struct route SOCIAL_BASE_ROUTES[] = {
	{ METHOD_GET, "/neighbourhoods/{code}/base/new", RELATION_NONE, K_TEAM, .run = new_page, .input = &SOCIAL_INPUT,
		.summary = "A form for something of the social base" },
	{ METHOD_POST, "/neighbourhoods/{code}/base/new", RELATION_NONE, K_TEAM, .run = new_save, .input = &SOCIAL_INPUT, .again = new_page,
		.summary = "Add something to the social base" },
	{ METHOD_GET, "/neighbourhoods/base/{id}", RELATION_NONE, K_TEAM, .run = change_page, .input = &SOCIAL_INPUT, .summary = "Something of the social base" },
	{ METHOD_POST, "/neighbourhoods/base/{id}", RELATION_NONE, K_TEAM, .run = change_save, .input = &SOCIAL_INPUT, .again = change_page,
		.summary = "Change it, which also confirms it" },
	{ METHOD_POST, "/neighbourhoods/base/{id}/confirm", RELATION_NONE, K_TEAM, .run = confirm, .summary = "It is still so" },
	{ METHOD_POST, "/neighbourhoods/base/{id}/end", RELATION_NONE, K_TEAM, .run = end, .summary = "It is no longer there" },
	{ .path = NULL }
};
