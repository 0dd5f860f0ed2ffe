/* What residents want, and who takes part in making it. */
#include <string.h>
#include "../../platform/base/list.h"
#include "initiative.h"
#include "initiative_entities.h"
#include "initiative_screens.h"
#include "templates.h"

/* ---- what residents want ---- */

static const char *const answer_take[] = { "asked", "text", "speaker", NULL };
static const struct input ANSWER = { "initiative_answer", &INITIATIVE_ANSWER_ENTITY, answer_take, NULL };

SQL(residents_answers, "SELECT a.id, a.asked, a.text, a.speaker, a.at FROM v_known_initiative_answer a WHERE a.initiative_id = :id ORDER BY a.at, a.id LIMIT 300");

static struct reply residents(struct request *rq)
{
	struct initiative_residents *d = ARENA_NEW(rq->arena, struct initiative_residents);
	if (!initiative_head(rq, &d->head, "residents", N_("Wat bewoners willen")))
		return reply_missing();
	for (const struct code *c = INITIATIVE_ASKED.list; c->code; c++)
		*LIST_ADD(rq->arena, d->groups, d->groups_n) = (struct initiative_residents_groups){ .asked = c->code, .label = rq_tr(rq, c->label) };
	struct rows *r = sql_read(rq->slot, &residents_answers, WITH(p_id("id", rq->id[0])));
	while (rows_next(r))
		for (size_t i = 0; i < d->groups_n; i++) {
			struct initiative_residents_groups *g = &d->groups[i];
			if (strcmp(g->asked, rows_text(r, 1)))
				continue;
			*LIST_ADD(rq->arena, g->answers, g->answers_n) = (struct initiative_residents_groups_answers){ .id = rows_int(r, 0), .text = rows_text(r, 2),
				.speaker = rq_code(rq, &INITIATIVE_SPEAKERS, rows_text(r, 3)), .at = rows_int(r, 4) };
			d->count++;
		}
	return reply_page(&TPL_initiative_residents, d);
}

static struct reply to(struct request *rq, bool fine, const char *page)
{
	return fine ? reply_go(rq, "saved", "/initiatives/%lld/%s", (long long)rq->id[0], page) : reply_missing();
}

static struct reply answer(struct request *rq)
{
	return to(rq, initiative_answer(rq->slot, rq->id[0], field_text(rq->in, "asked"), field_text(rq->in, "speaker"), field_text(rq->in, "text")) != 0, "residents");
}

static struct reply answer_remove(struct request *rq)
{
	return to(rq, initiative_answer_remove(rq->slot, rq->id[0], rq->id[1]), "residents");
}

/* ---- who takes part ---- */

static const char *const making_take[] = { "which", "said", "done", NULL };
/* One page with several forms: of each its own fields must be filled in. */
#define MAKING_FIELDS(part, guest) { "phase", N_("Waarbij?"), F_CODE, .codes = &INITIATIVE_STEPS, .required = part, .missing = N_("Kies waarbij") }, \
	{ "party", N_("Wie?"), F_CODE, .codes = &INITIATIVE_PARTIES, .required = part, .missing = N_("Kies wie") }, \
	{ "degree", N_("Hoe ver?"), F_CODE, .codes = &INITIATIVE_DEGREES, .required = part, .missing = N_("Kies hoe ver zij meedoen") }, \
	{ "login", N_("De inlognaam van wie meeleest"), F_TEXT, .max = 60, .required = guest, .missing = N_("Vul een inlognaam in"), \
		.hint = N_("Vraag die aan de partner of ervaringsdeskundige zelf") }
static const struct field making_own[] = { MAKING_FIELDS(true, true), { NULL } }, part_own[] = { MAKING_FIELDS(true, false), { NULL } },
	guest_own[] = { MAKING_FIELDS(false, true), { NULL } }, done_own[] = { MAKING_FIELDS(false, false), { NULL } };
static const struct input MAKING = { "initiative_making", &INITIATIVE_PART_ENTITY, making_take, making_own };
static const struct input PART = { "initiative_part", &INITIATIVE_PART_ENTITY, making_take, part_own };
static const struct input GUEST = { "initiative_guest", &INITIATIVE_PART_ENTITY, making_take, guest_own };
static const struct input DONE = { "initiative_part_done", &INITIATIVE_PART_ENTITY, making_take, done_own };

SQL(making_parts, "SELECT p.id, p.phase, p.party, p.which, p.degree, p.said, p.done, p.done_at FROM v_known_initiative_part p WHERE p.initiative_id = :id"
	" ORDER BY p.at, p.id LIMIT 200");
SQL(making_guests, "SELECT c.id, c.file_id, c.name, c.organisation, g.id, g.from_at FROM v_initiative_guest g JOIN v_account c ON c.id = g.account_id"
	" WHERE g.initiative_id = :id AND g.until_at > :now ORDER BY g.id LIMIT 100");
SQL(making_account, "SELECT c.id FROM v_account c WHERE c.login = :login");

static void add_part(struct request *rq, struct initiative_making_groups *g, struct rows *r)
{
	const char *degree = rows_text(r, 4);
	bool four = !strcmp(degree, "decide"), three = four || !strcmp(degree, "work"), two = three || !strcmp(degree, "think");
	*LIST_ADD(rq->arena, g->parts, g->parts_n) = (struct initiative_making_groups_parts){ .id = rows_int(r, 0),
		.party = rq_code(rq, &INITIATIVE_PARTIES, rows_text(r, 2)), .which = rows_text(r, 3), .degree = degree,
		.degree_label = rq_code(rq, &INITIATIVE_DEGREES, degree), .two = two, .three = three, .four = four, .said = rows_text(r, 5), .done = rows_text(r, 6),
		.done_at = rows_int(r, 7) };
}

static void read_guests(struct request *rq, struct initiative_making *d)
{
	struct rows *r = sql_read(rq->slot, &making_guests, WITH(p_id("id", rq->id[0]), p_moment("now", rq->now)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->guests, d->guests_n) = (struct initiative_making_guests){ .name = rows_open(r, 2, "account.name"),
			.organisation = rows_null(r, 3) ? NULL : rows_open(r, 3, "account.organisation"), .id = rows_int(r, 4), .since = rows_int(r, 5) };
}

static struct reply making(struct request *rq)
{
	struct initiative_making *d = ARENA_NEW(rq->arena, struct initiative_making);
	if (!initiative_head(rq, &d->head, "making", N_("Wie meemaakt, en hoe ver")))
		return reply_missing();
	for (const struct code *c = INITIATIVE_STEPS.list; c->code; c++)
		*LIST_ADD(rq->arena, d->groups, d->groups_n) = (struct initiative_making_groups){ .phase = c->code, .label = rq_tr(rq, c->label) };
	struct rows *r = sql_read(rq->slot, &making_parts, WITH(p_id("id", rq->id[0])));
	for (; rows_next(r); d->any = true)
		for (size_t i = 0; i < d->groups_n; i++)
			if (!strcmp(d->groups[i].phase, rows_text(r, 1)))
				add_part(rq, &d->groups[i], r);
	if (d->head.mine)
		read_guests(rq, d);
	if (code_label(&INITIATIVE_STEPS, d->head.phase))
		field_start(rq->in, "phase", d->head.phase);
	return reply_page(&TPL_initiative_making, d);
}

/* "A club" tells nothing to who reads it later. */
static bool which_is_needed(const char *party)
{
	return !strcmp(party, "club") || !strcmp(party, "school") || !strcmp(party, "other");
}

static struct reply part(struct request *rq)
{
	struct initiative_part p = { field_text(rq->in, "phase"), field_text(rq->in, "party"), field_text(rq->in, "which"), field_text(rq->in, "degree"),
		field_text(rq->in, "said") };
	if (!p.which && which_is_needed(p.party)) {
		field_fail(rq->in, "which", rq_tr(rq, N_("Schrijf op welke club, school of partner")));
		return reply_again();
	}
	return to(rq, initiative_part(rq->slot, rq->id[0], &p) != 0, "making");
}

static struct reply part_done(struct request *rq)
{
	const char *done = field_text(rq->in, "done");
	if (!done) {
		field_fail(rq->in, NULL, rq_tr(rq, N_("Schrijf op wat ermee gedaan is, of waarom niet")));
		return reply_again();
	}
	return to(rq, initiative_part_done(rq->slot, rq->id[0], rq->id[1], done), "making");
}

static struct reply part_remove(struct request *rq)
{
	return to(rq, initiative_part_remove(rq->slot, rq->id[0], rq->id[1]), "making");
}

SQL(making_mine, "SELECT count(*) FROM v_initiative i WHERE i.id = :id");

static struct reply guest(struct request *rq)
{
	if (!sql_number(rq->slot, &making_mine, WITH(p_id("id", rq->id[0])), 0))
		return reply_missing();
	id64 account = sql_number(rq->slot, &making_account, WITH(p_text("login", field_text(rq->in, "login"))), 0);
	if (!account || !initiative_guest(rq->slot, rq->id[0], account)) {
		field_fail(rq->in, "login", rq_tr(rq, N_("Vul de inlognaam in van een partner of ervaringsdeskundige. Politie, verhuurder, uitkering en leerplicht lezen niet mee")));
		return reply_again();
	}
	return to(rq, true, "making");
}

static struct reply guest_end(struct request *rq)
{
	return to(rq, initiative_guest_end(rq->slot, rq->id[0], rq->id[1]), "making");
}

const struct route INITIATIVE_MAKING_ROUTES[] = {
	{ METHOD_GET, "/initiatives/{id}/residents", RELATION_NONE, INITIATIVE_READERS, .run = residents, .input = &ANSWER, .summary = "What residents want, in their words" },
	{ METHOD_POST, "/initiatives/{id}/residents", RELATION_NONE, K_TEAM, .run = answer, .input = &ANSWER, .again = residents, .summary = "Write down what a resident said" },
	{ METHOD_POST, "/initiatives/{id}/residents/{id}/remove", RELATION_NONE, K_TEAM, .run = answer_remove, .summary = "Take an answer away" },
	{ METHOD_GET, "/initiatives/{id}/making", RELATION_NONE, INITIATIVE_READERS, .run = making, .input = &MAKING, .summary = "Who takes part in making it, and how far" },
	{ METHOD_POST, "/initiatives/{id}/making", RELATION_NONE, K_TEAM, .run = part, .input = &PART, .again = making, .summary = "Say who takes part, and how far" },
	{ METHOD_POST, "/initiatives/{id}/making/{id}/done", RELATION_NONE, K_TEAM, .run = part_done, .input = &DONE, .again = making,
		.summary = "Say what was done with what they said" },
	{ METHOD_POST, "/initiatives/{id}/making/{id}/remove", RELATION_NONE, K_TEAM, .run = part_remove, .summary = "Take away who takes part" },
	{ METHOD_POST, "/initiatives/{id}/guests", RELATION_NONE, K_TEAM, .run = guest, .input = &GUEST, .again = making,
		.summary = "Let a partner or expert by experience read along" },
	{ METHOD_POST, "/initiatives/{id}/guests/{id}/end", RELATION_NONE, K_TEAM, .run = guest_end, .summary = "Stop letting somebody read along" },
	{ .path = NULL }
};
