#include "our_screens.h"
#include "../../platform/base/list.h"
#include "../../platform/web/drafts.h"
#include "../../platform/web/words.h"
#include "../contact/contact.h"
#include "../contact/contact_entities.h"
#include "../plan/plan.h"
#include "../plan/plan_entities.h"
#include "../privacy/access.h"
#include "../settings/settings.h"
#include "../signal/signal.h"
#include "household_entities.h"
#include "our_mine.h"
#include "templates.h"

/* Who has no household (any more): an own page that says so, never an error. */
static struct reply nothing_here(struct request *rq)
{
	struct our_empty *d = ARENA_NEW(rq->arena, struct our_empty);
	d->name = rq->viewer.first_name;
	d->guest = !rq_is(rq, K_RESIDENT);
	rq->page->title = rq_tr(rq, N_("Welkom"));
	return reply_page(&TPL_our_empty, d);
}

/* ---- the start ---- */

/* Beside the plan: who helps, the viewer as a person of the family, and whether a question was answered lately. */
SQL(our_beside,
	"SELECT c.id, c.file_id, c.name, c.phone, p.id, p.file_id, p.birth_date, h.team_id, (SELECT max(q.answered_at) FROM v_question q"
	" WHERE q.household_id = :household AND q.by_id = :me AND q.answered_at > :since) FROM v_household h LEFT JOIN v_account c ON c.id = h.professional_id"
	" LEFT JOIN v_person p ON p.household_id = h.id AND p.account_id = :me WHERE h.id = :household");
SQL(our_professional,
	"SELECT c.id, c.file_id, c.name, c.phone FROM v_account c WHERE c.id ="
	" (SELECT h.professional_id FROM v_household h WHERE h.id = :household)");

SQL(our_homes,
	"SELECT h.id, h.file_id, h.name, h.closed_at FROM v_household h JOIN v_access a ON a.file_id = h.file_id"
	" WHERE a.account_id = :me AND a.from_at <= :now AND a.until_at > :now AND h.id <> :household ORDER BY h.opened_at DESC LIMIT 50");

/* A child in two homes, somebody who helps two families, a family with an earlier period: the others, to go to. */
static void start_others(struct request *rq, struct our_start *d)
{
	struct rows *r = sql_read(rq->slot, &our_homes, WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now), p_id("household", rq->household)));
	while (rows_next(r)) {
		if (d->others_n && d->others[d->others_n - 1].id == rows_int(r, 0))
			continue;
		struct our_start_others *o = LIST_ADD(rq->arena, d->others, d->others_n);
		*o = (struct our_start_others){ .id = rows_int(r, 0), .name = rows_open(r, 2, "household.name"), .closed = rows_int(r, 3) };
	}
}

SQL(our_professional_id, "SELECT h.professional_id FROM v_household h WHERE h.id = :household AND h.closed_at IS NULL");
SQL(our_earlier, "SELECT h.id FROM v_household h WHERE h.id = :earlier AND h.closed_at IS NOT NULL");

/* An earlier period stays closed to whoever helps now, until one of the family says otherwise; its own term does not move. */
static struct reply our_share_earlier(struct request *rq)
{
	id64 professional = sql_number(rq->slot, &our_professional_id, WITH(p_id("household", rq->household)), 0);
	id64 earlier = sql_number(rq->slot, &our_earlier, WITH(p_id("earlier", rq->id[0])), 0);
	if (!professional || !earlier || !household_share_earlier(rq->slot, earlier, professional, rq->now + HOURS(24 * 365)))
		return reply_missing();
	return reply_go(rq, "shared", "/our");
}

static struct reply our_choose(struct request *rq)
{
	struct reply reply = reply_go(rq, NULL, "/our");
	rq_cookie(rq, &reply, "nabij_in", id_text(rq->arena, rq->id[0]), 0);
	return reply;
}

/* Under threat by function: then nobody's own name or number. */
static const char *professional_name(struct request *rq, struct rows *r)
{
	const char *name = rows_open(r, 2, "account.name");
	return rq->by_function ? rq_tr(rq, N_("Jullie vaste hulpverlener")) : name;
}

static const char *professional_phone(struct request *rq, struct rows *r)
{
	const char *phone = rows_open(r, 3, "account.phone");
	return rq->by_function ? rq->page->help_phone : phone;
}

static void start_next(struct request *rq, struct our_start *d, const struct plan_view *plan)
{
	const struct plan_step *next = plan_view_next(plan, rq_is(rq, K_FAMILY) ? "family" : NULL);
	if (next && rq_is(rq, K_FAMILY))
		d->next = ARENA_NEW(rq->arena, struct our_start_next);
	if (d->next)
		*d->next = (struct our_start_next){ .id = next->id, .title = next->title, .due = next->due, .late = next->late, .who = next->who };
	for (size_t i = 0; i < plan->goals_n; i++)
		for (size_t j = 0; j < plan->goals[i].steps_n; j++)
			d->open += !plan->goals[i].steps[j].done_at;
}

static void start_beside(struct request *rq, struct our_start *d)
{
	struct rows *r = sql_read(rq->slot, &our_beside, WITH(p_id("household", rq->household), p_id("me", rq->viewer.account),
		p_moment("since", rq->now - HOURS(24 * 7))));
	struct day born = { 0 };
	id64 team = 0;
	int age = 0;
	if (rows_next(r)) {
		if (!rows_null(r, 0)) {
			d->professional = professional_name(rq, r);
			d->phone = professional_phone(rq, r);
		}
		const char *birth = d->resident ? slot_open(rq->slot, rows_int(r, 5), "person.birth_date", rows_int(r, 4), rows_blob(r, 6)) : NULL;
		day_parse(birth ? birth : "", &born);
		team = rows_int(r, 7);
		d->answered = rows_int(r, 8);
	}
	rows_end(r);
	d->birthday = our_birthday(rq, born, team, &age);
	d->turns = age;
}

static struct reply our_start(struct request *rq)
{
	struct plan_view *plan = rq->household ? plan_view_steps_read(rq) : NULL;
	if (!plan)
		return nothing_here(rq);
	struct our_start *d = ARENA_NEW(rq->arena, struct our_start);
	d->greeting = words_greeting(rq->lang, rq->now);
	d->name = rq->viewer.first_name;
	d->family = plan->name;
	d->resident = rq_is(rq, K_RESIDENT);
	d->horizon = plan->horizon;
	d->next_on = plan->next_on;
	d->next_time = plan->next_time;
	d->next_what = plan->next_what;
	d->closed = plan->closed;
	start_next(rq, d, plan);
	start_others(rq, d);
	start_beside(rq, d);
	rq->page->title = rq_tr(rq, N_("Ons plan"));
	return reply_page(&TPL_our_start, d);
}

/* ---- the plan ---- */

static struct reply our_plan(struct request *rq)
{
	struct plan_view *plan = rq->household ? plan_view_read(rq) : NULL;
	if (!plan)
		return nothing_here(rq);
	struct our_plan *d = ARENA_NEW(rq->arena, struct our_plan);
	d->plan = *plan;
	d->resident = rq_is(rq, K_FAMILY);
	d->empty = !plan->goals_n && !plan->later_n && !plan->we_n && !plan->you_n && !plan->horizon;
	rq->page->title = rq_tr(rq, N_("Ons plan"));
	return reply_page(&TPL_our_plan, d);
}

static const struct field tick_fields[] = { { "undo", N_("Toch niet"), F_BOOL }, { "back", NULL, F_TEXT, .max = 10 }, { NULL } };
static const struct input TICK = { .name = "tick", .own = tick_fields };

static struct reply back(struct request *rq, const char *done)
{
	const char *to = field_text(rq->in, "back");
	return to && !strcmp(to, "start") ? reply_go(rq, done, "/our") : reply_go(rq, done, "/our/plan#step-%lld", (long long)rq->id[0]);
}

static struct reply our_tick(struct request *rq)
{
	bool undo = field_yes(rq->in, "undo");
	if (!step_done(rq->slot, rq->id[0], !undo, rq->viewer.name))
		return reply_missing();
	return back(rq, undo ? "unticked" : "ticked");
}

static const char *const stuck_take[] = { "stuck", NULL };
static const struct field stuck_own[] = { { "back", NULL, F_TEXT, .max = 10 }, { NULL } };
static const struct input STUCK = { "stuck", &STEP_ENTITY, stuck_take, stuck_own };

static struct reply our_stuck(struct request *rq)
{
	if (!step_stuck(rq->slot, rq->id[0], field_text(rq->in, "stuck"), rq->viewer.name))
		return reply_missing();
	return back(rq, "stuck");
}

static const char *const wish_take[] = { "text", NULL };
static const struct input WISH = { "wish", &WISH_ENTITY, wish_take, NULL };

static struct reply our_wish(struct request *rq)
{
	struct our_wish *d = ARENA_NEW(rq->arena, struct our_wish);
	if (!rq->household)
		return reply_missing();
	rq->page->title = rq_tr(rq, N_("Een wens erbij"));
	return reply_page(&TPL_our_wish, d);
}

static struct reply our_wish_save(struct request *rq)
{
	if (!rq->household || !wish_add(rq->slot, rq->household, field_text(rq->in, "text"), rq->viewer.first_name, rq->viewer.name))
		return reply_missing();
	return reply_go(rq, "wished", "/our/plan");
}

/* ---- who helps us ---- */

SQL(our_ties,
	"SELECT t.id, t.file_id, t.kind, t.name, t.organisation, t.works_on, t.phone FROM v_tie t WHERE t.household_id = :household"
	" AND t.until_at > :now ORDER BY t.closeness, t.id");

static struct reply our_helpers(struct request *rq)
{
	struct our_helpers *d = ARENA_NEW(rq->arena, struct our_helpers);
	if (!rq->household)
		return nothing_here(rq);
	struct rows *r = sql_read(rq->slot, &our_professional, WITH(p_id("household", rq->household)));
	if (rows_next(r)) {
		d->professional = professional_name(rq, r);
		d->phone = professional_phone(rq, r);
	}
	rows_end(r);
	r = sql_read(rq->slot, &our_ties, WITH(p_id("household", rq->household), p_moment("now", rq->now)));
	while (rows_next(r)) {
		struct our_helpers_people *p = LIST_ADD(rq->arena, d->people, d->people_n);
		*p = (struct our_helpers_people){ .name = rows_open(r, 3, "tie.name"), .kind = rq_tr(rq, code_label(&TIE_KINDS, rows_text(r, 2))),
			.organisation = rows_open(r, 4, "tie.organisation"), .works_on = rows_open(r, 5, "tie.works_on"), .phone = rows_open(r, 6, "tie.phone") };
	}
	d->team = rq->page->team;
	d->resident = rq_is(rq, K_RESIDENT);
	rq->page->title = rq_tr(rq, N_("Wie helpt ons"));
	return reply_page(&TPL_our_helpers, d);
}

/* ---- what was written about us ---- */

SQL(our_contacts,
	"SELECT c.id, c.file_id, c.at, c.kind, c.reached, c.note, c.by_name FROM v_contact c WHERE c.household_id = :household ORDER BY c.at DESC LIMIT 100");

static struct reply our_written(struct request *rq)
{
	struct our_written *d = ARENA_NEW(rq->arena, struct our_written);
	if (!rq->household)
		return nothing_here(rq);
	struct rows *r = sql_read(rq->slot, &our_contacts, WITH(p_id("household", rq->household)));
	while (rows_next(r)) {
		struct our_written_lines *l = LIST_ADD(rq->arena, d->lines, d->lines_n);
		*l = (struct our_written_lines){ .at = rows_int(r, 2), .kind = rq_tr(rq, code_label(&CONTACT_KINDS, rows_text(r, 3))), .reached = rows_bool(r, 4),
			.note = rows_open(r, 5, "contact.note"), .by = rows_open(r, 6, "contact.by_name"), .alone = rows_int(r, 1) != rq->file };
	}
	d->code = reporting_code_told(rq->slot, rq->household);
	rq->page->title = rq_tr(rq, N_("Wat er over jullie is opgeschreven"));
	return reply_page(&TPL_our_written, d);
}

/* ---- asking ---- */

static const struct code ask_kinds[] = {
	{ "question", N_("Ik heb een vraag") }, { "correction", N_("Er klopt iets niet") }, { "copy", N_("Ik wil een kopie van wat er over mij staat") },
	{ "objection", N_("Ik ben het er niet mee eens") }, { "statement", N_("Ik wil mijn eigen verhaal erbij zetten") }, { NULL, NULL }
};
static const struct codes ASK_KINDS = { "ask_kind", ask_kinds };
static const struct field ask_fields[] = {
	{ "kind", N_("Waar gaat het over?"), F_CODE, .codes = &ASK_KINDS, .required = true, .missing = N_("Kies waar het over gaat") },
	{ "only_id", N_("Wie mag dit lezen?"), F_REF },
	{ "text", N_("Vertel het in je eigen woorden"), F_LONG, .max = 4000, .required = true, .missing = N_("Schrijf op wat je wilt vragen") },
	{ NULL }
};
static const struct input ASK = { .name = "ask", .own = ask_fields };

SQL(our_questions,
	"SELECT q.id, q.file_id, q.kind, q.text, q.by_name, q.at, q.answer_by, q.answer, q.answered_at, q.answered_by FROM v_question q"
	" WHERE q.household_id = :household AND q.by_id = :me ORDER BY q.at DESC LIMIT 50");

SQL(own_birth, "SELECT p.id, p.file_id, p.birth_date FROM v_person p WHERE p.household_id = :household AND p.account_id = :me");

/* Said before it is written: who will read it. A parent's own question is read by the parent and the professional alone. */
static void ask_readers(struct request *rq)
{
	struct choice *choices = NULL;
	size_t n = 0;
	struct day born;
	*LIST_ADD(rq->arena, choices, n) = (struct choice){ "", rq_tr(rq, N_("Iedereen die ons plan leest")) };
	struct rows *r = sql_read(rq->slot, &own_birth, WITH(p_id("household", rq->household), p_id("me", rq->viewer.account)));
	if (rows_next(r)) {
		const char *day = rows_open(r, 2, "person.birth_date");
		bool young = day && day_parse(day, &born) && day_age(born, rq->today) < 16;
		*LIST_ADD(rq->arena, choices, n) = (struct choice){ id_text(rq->arena, rows_int(r, 0)),
			rq_tr(rq, young ? N_("Ik, mijn hulpverlener en mijn ouders met gezag") : N_("Alleen ik en mijn hulpverlener")) };
	}
	rows_end(r);
	field_choices(rq->in, "only_id", choices, n);
}

static struct reply our_ask(struct request *rq)
{
	struct our_ask *d = ARENA_NEW(rq->arena, struct our_ask);
	if (!rq->household)
		return nothing_here(rq);
	struct rows *r = sql_read(rq->slot, &our_questions, WITH(p_id("household", rq->household), p_id("me", rq->viewer.account)));
	while (rows_next(r)) {
		struct question_line *q = LIST_ADD(rq->arena, d->earlier, d->earlier_n);
		*q = (struct question_line){ .id = rows_int(r, 0), .kind = rows_text(r, 2), .text = rows_open(r, 3, "question.text"),
			.by = rows_open(r, 4, "question.by_name"), .at = rows_int(r, 5), .answer_by = rows_day(r, 6), .answer = rows_open(r, 7, "question.answer"),
			.answered_at = rows_int(r, 8), .answered_by = rows_open(r, 9, "question.answered_by") };
		const char *label = code_label(&ASK_KINDS, q->kind);
		q->kind_label = rq_tr(rq, label ? label : N_("Liever iemand anders"));
		q->late = !q->answered_at && day_known(q->answer_by) && day_diff(rq->today, q->answer_by) < 0;
	}
	field_start(rq->in, "kind", "question");
	ask_readers(rq);
	draft_fill(rq, "ask", &d->draft);
	rq->page->title = rq_tr(rq, N_("Vraag iets"));
	return reply_page(&TPL_our_ask, d);
}

static struct reply our_ask_save(struct request *rq)
{
	if (!rq->household || !question_ask(rq->slot, rq->household, field_id(rq->in, "only_id"), field_text(rq->in, "kind"), field_text(rq->in, "text"), rq->viewer.name))
		return reply_missing();
	draft_gone(rq, "ask");
	return reply_go(rq, "asked", "/our/ask");
}

/* The click: no reason is asked. */
static struct reply our_other(struct request *rq)
{
	if (!rq->household || !question_ask(rq->slot, rq->household, 0, "other_professional", rq_tr(rq, N_("Liever iemand anders")), rq->viewer.name))
		return reply_missing();
	return reply_go(rq, "other", "/our/helpers");
}

static struct reply our_complaint(struct request *rq)
{
	struct our_complaint *d = ARENA_NEW(rq->arena, struct our_complaint);
	d->municipality = rq->page->municipality;
	d->address = setting_get(rq->slot, "municipality_address");
	d->words = setting_get(rq->slot, "complaint");
	rq->page->title = rq_tr(rq, N_("Niet tevreden?"));
	return reply_page(&TPL_our_complaint, d);
}

#define OUR RELATION_OWN_HOUSEHOLD
const struct route OUR_ROUTES[] = {
	{ METHOD_GET, "/our", OUR, K_GUEST, .run = our_start, .summary = "Where a family starts: the next step, and the ways on" },
	{ METHOD_POST, "/our/choose/{id}", OUR, K_GUEST, .run = our_choose, .summary = "Go to another household one belongs to or helps" },
	{ METHOD_POST, "/our/earlier/{id}/share", OUR, K_RESIDENT, .run = our_share_earlier,
		.summary = "Let the professional who helps now read an earlier period" },
	{ METHOD_GET, "/our/plan", OUR, K_GUEST, .run = our_plan, .summary = "Our plan" },
	{ METHOD_POST, "/our/steps/{id}/done", OUR, K_FAMILY, .run = our_tick, .input = &TICK, .again = our_plan, .summary = "Tick off a step, or not after all" },
	{ METHOD_POST, "/our/steps/{id}/stuck", OUR, K_FAMILY, .run = our_stuck, .input = &STUCK, .again = our_plan, .summary = "This does not work just now" },
	{ METHOD_GET, "/our/wishes/new", OUR, K_RESIDENT, .run = our_wish, .input = &WISH, .summary = "Add a wish" },
	{ METHOD_POST, "/our/wishes", OUR, K_RESIDENT, .run = our_wish_save, .input = &WISH, .again = our_wish, .summary = "Add a wish, in one's own words" },
	{ METHOD_GET, "/our/helpers", OUR, K_FAMILY, .run = our_helpers, .summary = "Who helps us" },
	{ METHOD_POST, "/our/other-professional", OUR, K_RESIDENT, .run = our_other, .summary = "Ask for somebody else; no reason asked" },
	{ METHOD_GET, "/our/written", OUR, K_FAMILY, .run = our_written, .summary = "What was written down after each contact" },
	{ METHOD_GET, "/our/ask", OUR, K_RESIDENT, .run = our_ask, .input = &ASK, .summary = "Ask, object, correct, a copy, one's own statement" },
	{ METHOD_POST, "/our/ask", OUR, K_RESIDENT, .run = our_ask_save, .input = &ASK, .again = our_ask, .summary = "Ask something; an answer is owed by a day" },
	{ METHOD_GET, "/our/complaint", OUR, K_GUEST, .run = our_complaint, .summary = "Not content: complaint and confidential counsellor" },
	{ .path = NULL }
};
