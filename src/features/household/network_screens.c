#include "network_screens.h"
#include "../../platform/base/list.h"
#include "around.h"
#include "household_entities.h"
#include "household_page.h"
#include "network_picture.h"
#include "templates.h"

/* ---- the picture ---- */

SQL(network_ties, "SELECT t.id, t.file_id, t.name, t.kind, t.organisation, t.works_on, t.phone, t.closeness, t.domain, p.id, p.file_id, p.first_name"
	" FROM v_tie t LEFT JOIN v_person p ON p.id = t.person_id WHERE t.household_id = :household AND t.until_at > :now ORDER BY t.closeness, t.id");

/* Kept as 1 … 3: near, in between, further away. */
static const struct code nearness[] = {
	{ "1", N_("dichtbij") }, { "2", N_("daartussenin") }, { "3", N_("verder weg") }, { NULL, NULL }
};
static const struct codes NEARNESS = { "nearness", nearness };

static void read_tie(struct request *rq, struct network_picture_ties *t, struct rows *r)
{
	*t = (struct network_picture_ties){ .id = rows_int(r, 0), .name = rows_open(r, 2, "tie.name"), .kind = rows_text(r, 3),
		.organisation = rows_open(r, 4, "tie.organisation"), .works_on = rows_open(r, 5, "tie.works_on"), .phone = rows_open(r, 6, "tie.phone"),
		.closeness = rows_int(r, 7), .domain = rows_text(r, 8) };
	t->kind_label = code_as_title(rq, &TIE_KINDS, t->kind);
	t->domain_label = rq_code(rq, &LIFE_DOMAINS, t->domain);
	t->closeness_label = rq_code(rq, &NEARNESS, id_text(rq->arena, t->closeness));
	if (!rows_null(r, 9))
		t->person = slot_open(rq->slot, rows_int(r, 10), "person.first_name", rows_int(r, 9), rows_blob(r, 11));
}

/* Two helpers on one life domain is worth a word: they may not know of each other (Krachten bundelen: one plan). */
static void see_shared(struct request *rq, struct network_picture *d)
{
	for (const struct code *c = LIFE_DOMAINS.list; c->code; c++) {
		int64_t count = 0;
		for (size_t i = 0; i < d->ties_n; i++)
			count += d->ties[i].formal && d->ties[i].domain && !strcmp(d->ties[i].domain, c->code);
		if (count > 1)
			*LIST_ADD(rq->arena, d->shared, d->shared_n) = (struct network_picture_shared){ .domain = c->code, .label = rq_tr(rq, c->label), .count = count };
	}
}

void network_read(struct request *rq, struct network_picture *d, const char *family)
{
	static const char surname[] = "Gezin ";
	struct rows *r = sql_read(rq->slot, &network_ties, WITH(p_id("household", rq->household), p_moment("now", rq->now)));
	while (rows_next(r))
		read_tie(rq, LIST_ADD(rq->arena, d->ties, d->ties_n), r);
	d->family = family && !strncmp(family, surname, sizeof surname - 1) ? family + sizeof surname - 1 : family ? family : "";
	network_draw(rq->arena, d);
	see_shared(rq, d);
}

static struct reply network_page(struct request *rq)
{
	struct network *d = ARENA_NEW(rq->arena, struct network);
	if (!crumbs_fill(rq, &d->crumbs, rq_tr(rq, N_("Wie eromheen staat"))))
		return reply_missing();
	network_read(rq, &d->network, d->crumbs.name);
	d->own = d->network.count - d->network.formal_count;
	return reply_page(&TPL_network, d);
}

/* ---- one of them ---- */

static const char *const tie_takes[] = { "name", "kind", "organisation", "works_on", "phone", "domain", "person_id", NULL };
static const struct field tie_own[] = {
	{ "near", N_("Hoe dichtbij"), F_CODE, .codes = &NEARNESS, .required = true, .missing = N_("Kies hoe dichtbij deze persoon is"),
		.hint = N_("Zoals het gezin het zelf voelt") },
	{ NULL }
};
static const struct input TIE_INPUT = { .name = "tie", .entity = &TIE_ENTITY, .take = tie_takes, .own = tie_own };

SQL(tie_one, "SELECT id, file_id, name, kind, organisation, works_on, phone, closeness, domain, person_id FROM v_tie"
	" WHERE id = :tie AND household_id = :household AND until_at > :now");

static struct reply tie_form_page(struct request *rq, struct tie_form *d)
{
	choose_people(rq, "person_id", 0, false);
	return crumbs_fill(rq, &d->crumbs, d->id ? d->name : rq_tr(rq, N_("Iemand toevoegen"))) ? reply_page(&TPL_tie_form, d) : reply_missing();
}

static struct reply tie_new_page(struct request *rq)
{
	return tie_form_page(rq, ARENA_NEW(rq->arena, struct tie_form));
}

static struct reply tie_page(struct request *rq)
{
	struct tie_form *d = ARENA_NEW(rq->arena, struct tie_form);
	struct rows *r = sql_read(rq->slot, &tie_one, WITH(p_id("tie", rq->id[1]), p_id("household", rq->household), p_moment("now", rq->now)));
	if (!rows_next(r))
		return reply_missing();
	d->id = rows_int(r, 0);
	d->name = rows_open(r, 2, "tie.name");
	field_start(rq->in, "name", d->name);
	field_start(rq->in, "kind", rows_text(r, 3));
	field_start(rq->in, "organisation", rows_open(r, 4, "tie.organisation"));
	field_start(rq->in, "works_on", rows_open(r, 5, "tie.works_on"));
	field_start(rq->in, "phone", rows_open(r, 6, "tie.phone"));
	field_start(rq->in, "near", id_text(rq->arena, rows_int(r, 7)));
	field_start(rq->in, "domain", rows_text(r, 8));
	if (!rows_null(r, 9))
		field_start(rq->in, "person_id", id_text(rq->arena, rows_int(r, 9)));
	rows_end(r);
	return tie_form_page(rq, d);
}

static struct tie_new tie_typed(struct request *rq)
{
	const struct fields *in = rq->in;
	return (struct tie_new){ .household = rq->household, .person = field_id(in, "person_id"), .kind = field_text(in, "kind"),
		.name = field_text(in, "name"), .organisation = field_text(in, "organisation"), .works_on = field_text(in, "works_on"),
		.phone = field_text(in, "phone"), .domain = field_text(in, "domain"), .closeness = field_text(in, "near")[0] - '0' };
}

static struct reply tie_new_save(struct request *rq)
{
	struct tie_new tie = tie_typed(rq);
	return tie_add(rq->slot, &tie) ? reply_go(rq, "saved", "/households/%lld/network", (long long)rq->household) : reply_missing();
}

static struct reply tie_save(struct request *rq)
{
	struct tie_new tie = tie_typed(rq);
	return tie_change(rq->slot, rq->id[1], &tie) ? reply_go(rq, "saved", "/households/%lld/network", (long long)rq->household) : reply_missing();
}

static struct reply tie_stop(struct request *rq)
{
	bool here = sql_number(rq->slot, &tie_one, WITH(p_id("tie", rq->id[1]), p_id("household", rq->household), p_moment("now", rq->now)), 0) != 0;
	return here && tie_end(rq->slot, rq->id[1]) ? reply_go(rq, "tie_ended", "/households/%lld/network", (long long)rq->household) : reply_missing();
}

/* ---- the help there was ---- */

static const char *const history_takes[] = { "year", "what", "outcome", NULL };
static const struct input HISTORY_INPUT = { .name = "history", .entity = &HISTORY_ENTITY, .take = history_takes };

SQL(history_list, "SELECT id, file_id, year, what, outcome, at, by_id FROM v_history WHERE household_id = :household ORDER BY at DESC, id DESC");

static struct reply history_page(struct request *rq)
{
	struct help_history *d = ARENA_NEW(rq->arena, struct help_history);
	if (!crumbs_fill(rq, &d->crumbs, rq_tr(rq, N_("Eerdere hulp"))))
		return reply_missing();
	struct staff_list staff = staff_of(rq, rq->household);
	struct rows *r = sql_read(rq->slot, &history_list, WITH(p_id("household", rq->household)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->list, d->list_n) = (struct help_history_list){ .id = rows_int(r, 0), .year = rows_text(r, 2),
			.what = rows_open(r, 3, "history.what"), .outcome = rows_open(r, 4, "history.outcome"), .at = rows_int(r, 5), .by = staff_name(&staff, rows_int(r, 6)) };
	return reply_page(&TPL_help_history, d);
}

static struct reply history_save(struct request *rq)
{
	struct history_new help = { .household = rq->household, .year = field_text(rq->in, "year"), .what = field_text(rq->in, "what"),
		.outcome = field_text(rq->in, "outcome") };
	return history_add(rq->slot, &help) ? reply_go(rq, "saved", "/households/%lld/history", (long long)rq->household) : reply_missing();
}

#define NETWORK "/households/{household}/network"
#define HISTORY "/households/{household}/history"

const struct route NETWORK_ROUTES[] = {
	{ METHOD_GET, NETWORK, RELATION_HOUSEHOLD, K_TEAM, .run = network_page, .summary = "Who stands around a household, drawn and in words" },
	{ METHOD_GET, NETWORK "/new", RELATION_HOUSEHOLD, K_TEAM, .run = tie_new_page, .input = &TIE_INPUT, .summary = "A form for one more" },
	{ METHOD_POST, NETWORK "/new", RELATION_HOUSEHOLD, K_TEAM, .run = tie_new_save, .input = &TIE_INPUT, .again = tie_new_page, .summary = "Add somebody around a household" },
	{ METHOD_GET, NETWORK "/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = tie_page, .input = &TIE_INPUT, .summary = "A form for somebody around a household" },
	{ METHOD_POST, NETWORK "/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = tie_save, .input = &TIE_INPUT, .again = tie_page, .summary = "Change who stands around a household" },
	{ METHOD_POST, NETWORK "/{id}/end", RELATION_HOUSEHOLD, K_TEAM, .run = tie_stop, .summary = "Somebody no longer stands around a household" },
	{ METHOD_GET, HISTORY, RELATION_HOUSEHOLD, K_TEAM, .run = history_page, .input = &HISTORY_INPUT, .summary = "The help a household had before" },
	{ METHOD_POST, HISTORY, RELATION_HOUSEHOLD, K_TEAM, .run = history_save, .input = &HISTORY_INPUT, .again = history_page, .summary = "Add help there was" },
	{ .path = NULL }
};
