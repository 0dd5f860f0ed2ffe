#include "phase_screens.h"
#include "../../platform/base/list.h"
#include "household.h"
#include "household_entities.h"
#include "household_page.h"
#include "templates.h"

static struct reply back_to(struct request *rq, const char *done, bool fine)
{
	return fine ? reply_go(rq, done, "/households/%lld", (long long)rq->household) : reply_missing();
}

/* ---- the phase ---- */

static const struct code open_phases[] = {
	{ "report", N_("aanmelding") }, { "getting_to_know", N_("kennismaking") }, { "support", N_("begeleiding") }, { "rounding_off", N_("afronding") },
	{ "aftercare", N_("nazorg") }, { NULL, NULL }
};
static const struct codes OPEN_PHASES = { "open_phase", open_phases };      /* closing has a page of its own */
static const struct field phase_fields[] = {
	{ "phase", N_("Nieuwe fase"), F_CODE, .codes = &OPEN_PHASES, .required = true, .missing = N_("Kies de nieuwe fase") },
	{ "reason", N_("Waarom nu"), F_LONG, .max = 500, .required = true, .missing = N_("Schrijf in een zin waarom nu") },
	{ NULL }
};
static const struct input PHASE_INPUT = { .name = "phase", .own = phase_fields };

SQL(phase_now, "SELECT id, file_id, phase, phase_at, light, closed_at FROM v_household WHERE id = :household");
SQL(phase_changes, "SELECT id, file_id, phase, reason, at, by_id FROM v_phase_change WHERE household_id = :household ORDER BY at DESC, id DESC");

static struct reply phase_page(struct request *rq)
{
	struct household_phase *d = ARENA_NEW(rq->arena, struct household_phase);
	if (!crumbs_fill(rq, &d->crumbs, rq_tr(rq, N_("Fase"))))
		return reply_missing();
	struct rows *r = sql_read(rq->slot, &phase_now, WITH(p_id("household", rq->household)));
	if (rows_next(r)) {
		d->phase = rows_text(r, 2);
		d->phase_label = code_as_title(rq, &PHASES, d->phase);
		d->since = rows_int(r, 3);
		d->light = rows_bool(r, 4);
		d->closed = rows_int(r, 5);
	}
	rows_end(r);
	struct staff_list staff = staff_of(rq, rq->household);
	r = sql_read(rq->slot, &phase_changes, WITH(p_id("household", rq->household)));
	while (rows_next(r)) {
		struct household_phase_changes *c = LIST_ADD(rq->arena, d->changes, d->changes_n);
		*c = (struct household_phase_changes){ .id = rows_int(r, 0), .phase = rows_text(r, 2), .phase_label = code_as_title(rq, &PHASES, rows_text(r, 2)),
			.reason = rows_open(r, 3, "phase_change.reason"), .at = rows_int(r, 4), .by = staff_name(&staff, rows_int(r, 5)) };
	}
	return reply_page(&TPL_household_phase, d);
}

static const char *phase_of(struct request *rq)
{
	struct rows *r = sql_read(rq->slot, &phase_now, WITH(p_id("household", rq->household)));
	const char *phase = rows_next(r) ? rows_text(r, 2) : "closed";
	rows_end(r);
	return phase;
}

static struct reply phase_save(struct request *rq)
{
	if (!strcmp(phase_of(rq), field_text(rq->in, "phase"))) {
		field_fail(rq->in, "phase", rq_tr(rq, N_("Het gezin is al in deze fase")));
		return reply_again();
	}
	return back_to(rq, "phase_changed", household_phase(rq->slot, rq->household, field_text(rq->in, "phase"), field_text(rq->in, "reason")));
}

static struct reply light_save(struct request *rq)
{
	const char *wanted = form_get(&rq->form, "light");
	bool light = wanted && !strcmp(wanted, "yes");
	return back_to(rq, light ? "light_on" : "light_off", household_light(rq->slot, rq->household, light));
}

/* ---- closing ---- */

static const struct field close_fields[] = {
	{ "reason", N_("Waarom kan het nu"), F_LONG, .max = 500, .required = true, .missing = N_("Schrijf in een zin waarom het nu kan") },
	{ "call", N_("Wie kan het gezin bellen als het weer moeilijk wordt"), F_TEXT, .max = 120, .required = true, .hint = N_("Een naam en een telefoonnummer"),
		.missing = N_("Vul in wie het gezin kan bellen") },
	{ "on", N_("Wanneer vragen jullie hoe het gaat"), F_DAY, .required = true, .missing = N_("Kies een dag om nog eens te bellen") },
	{ NULL }
};
static const struct input CLOSE_INPUT = { .name = "close", .own = close_fields };

static struct reply close_page(struct request *rq)
{
	struct household_close *d = ARENA_NEW(rq->arena, struct household_close);
	if (!crumbs_fill(rq, &d->crumbs, rq_tr(rq, N_("Afsluiten"))))
		return reply_missing();
	struct rows *r = sql_read(rq->slot, &phase_now, WITH(p_id("household", rq->household)));
	if (rows_next(r))
		d->closed = rows_int(r, 5);
	rows_end(r);
	return reply_page(&TPL_household_close, d);
}

/* The date and whom to call stay with the household: the family reads them after closing too. */
static struct reply close_save(struct request *rq)
{
	struct day on = field_day(rq->in, "on");
	if (day_diff(rq->today, on) <= 0) {
		field_fail(rq->in, "on", rq_tr(rq, N_("Kies een dag die nog komt")));
		return reply_again();
	}
	const char *what = tr_fill(rq->arena, rq_tr(rq, N_("we bellen hoe het gaat; zelf bellen: {who}")), "who", field_text(rq->in, "call"), NULL);
	return back_to(rq, "closed", household_next(rq->slot, rq->household, on, NULL, what)
		&& household_phase(rq->slot, rq->household, "closed", field_text(rq->in, "reason")));
}

/* ---- the fixed professional ---- */

static const struct field lead_fields[] = {
	{ "account_id", N_("Wie wordt het"), F_REF, .hint = N_("Leeg als het gezin zelf de regie houdt") },
	{ "self_led_by", N_("Of: wie uit het gezin houdt de regie"), F_TEXT, .max = 120 },
	{ "reason", N_("Waarom een ander"), F_LONG, .max = 400, .required = true, .missing = N_("Schrijf in een zin waarom") },
	{ "warm", N_("We dragen samen over, met het gezin erbij"), F_BOOL },
	{ NULL }
};
static const struct input LEAD_INPUT = { .name = "professional", .own = lead_fields };

SQL(lead_now, "SELECT id, file_id, professional_id, professional_at, professional_count, self_led_by FROM v_household WHERE id = :household");
SQL(lead_changes, "SELECT id, file_id, account_id, reason, at, by_id FROM v_professional_change WHERE household_id = :household ORDER BY at DESC, id DESC");

static void choose_colleagues(struct request *rq, const struct staff_list *staff, id64 but)
{
	struct choice *list = NULL;
	size_t n = 0;
	for (size_t i = 0; i < staff->n; i++)
		if (staff->list[i].in_team && staff->list[i].id != but)
			*LIST_ADD(rq->arena, list, n) = (struct choice){ id_text(rq->arena, staff->list[i].id), staff->list[i].name };
	field_choices(rq->in, "account_id", list, n);
}

static struct reply lead_page(struct request *rq)
{
	struct household_lead *d = ARENA_NEW(rq->arena, struct household_lead);
	if (!crumbs_fill(rq, &d->crumbs, rq_tr(rq, N_("Vaste hulpverlener"))))
		return reply_missing();
	struct staff_list staff = staff_of(rq, rq->household);
	struct rows *r = sql_read(rq->slot, &lead_now, WITH(p_id("household", rq->household)));
	if (rows_next(r)) {
		d->professional = staff_name(&staff, rows_int(r, 2));
		d->since = rows_int(r, 3);
		d->count = rows_int(r, 4);
		d->self_led_by = rows_open(r, 5, "household.self_led_by");
		choose_colleagues(rq, &staff, rows_int(r, 2));
	}
	rows_end(r);
	r = sql_read(rq->slot, &lead_changes, WITH(p_id("household", rq->household)));
	while (rows_next(r)) {
		struct household_lead_changes *c = LIST_ADD(rq->arena, d->changes, d->changes_n);
		*c = (struct household_lead_changes){ .id = rows_int(r, 0), .name = staff_name(&staff, rows_int(r, 2)), .self = rows_null(r, 2),
			.reason = rows_open(r, 3, "professional_change.reason"), .at = rows_int(r, 4), .by = staff_name(&staff, rows_int(r, 5)) };
	}
	return reply_page(&TPL_household_lead, d);
}

static const char *reason_with_warmth(struct request *rq)
{
	const char *reason = field_text(rq->in, "reason");
	return field_yes(rq->in, "warm") ? arena_printf(rq->arena, "%s\n%s", reason, rq_tr(rq, N_("Samen overgedragen, met het gezin erbij."))) : reason;
}

static bool in_team(struct request *rq, id64 account)
{
	struct staff_list staff = staff_of(rq, rq->household);
	for (size_t i = 0; i < staff.n; i++)
		if (staff.list[i].id == account)
			return staff.list[i].in_team;
	return false;
}

static struct reply lead_save(struct request *rq)
{
	id64 account = field_id(rq->in, "account_id");
	const char *self = field_text(rq->in, "self_led_by");
	if (!account && !self)
		field_fail(rq->in, "account_id", rq_tr(rq, N_("Kies een collega, of vul in wie uit het gezin de regie houdt")));
	else if (account && self)
		field_fail(rq->in, "self_led_by", rq_tr(rq, N_("Kies één van de twee: een collega of iemand uit het gezin")));
	else if (account && !in_team(rq, account))
		field_fail(rq->in, "account_id", rq_tr(rq, N_("Kies een collega van het team")));
	if (rq->in->errors)
		return reply_again();
	return back_to(rq, "handed_over", household_professional(rq->slot, rq->household, account, self, reason_with_warmth(rq)));
}

/* ---- the next date ---- */

static const char *const next_takes[] = { "next_time", "next_what", NULL };
static const struct field next_fields[] = {
	{ "next_on", N_("Welke dag"), F_DAY, .required = true, .missing = N_("Kies een dag") },
	{ NULL }
};
static const struct input NEXT_INPUT = { .name = "next", .entity = &HOUSEHOLD_ENTITY, .take = next_takes, .own = next_fields };

SQL(next_now, "SELECT id, file_id, next_on, next_time, next_what FROM v_household WHERE id = :household");

static struct reply next_page(struct request *rq)
{
	struct household_next *d = ARENA_NEW(rq->arena, struct household_next);
	if (!crumbs_fill(rq, &d->crumbs, rq_tr(rq, N_("Volgende keer"))))
		return reply_missing();
	struct rows *r = sql_read(rq->slot, &next_now, WITH(p_id("household", rq->household)));
	if (rows_next(r)) {
		d->next = rows_day(r, 2);
		field_start_day(rq->in, "next_on", d->next);
		field_start(rq->in, "next_time", rows_text(r, 3));
		field_start(rq->in, "next_what", rows_open(r, 4, "household.next_what"));
	}
	rows_end(r);
	return reply_page(&TPL_household_next, d);
}

static struct reply next_save(struct request *rq)
{
	struct day on = field_day(rq->in, "next_on");
	const char *time = field_text(rq->in, "next_time");
	if (day_diff(rq->today, on) < 0)
		field_fail(rq->in, "next_on", rq_tr(rq, N_("Kies een dag die nog komt")));
	int hour, minute;
	if (time && !hour_parse(time, &hour, &minute))
		field_fail(rq->in, "next_time", rq_tr(rq, N_("Vul een tijd in, bijvoorbeeld 19.30")));
	if (rq->in->errors)
		return reply_again();
	return back_to(rq, "saved", household_next(rq->slot, rq->household, on, time, field_text(rq->in, "next_what")));
}

#define HOUSEHOLD "/households/{household}"

const struct route PHASE_ROUTES[] = {
	{ METHOD_GET, HOUSEHOLD "/phase", RELATION_HOUSEHOLD, K_TEAM, .run = phase_page, .input = &PHASE_INPUT, .summary = "The phase of a household and how it came there" },
	{ METHOD_POST, HOUSEHOLD "/phase", RELATION_HOUSEHOLD, K_TEAM, .run = phase_save, .input = &PHASE_INPUT, .again = phase_page, .summary = "Change the phase, with a reason" },
	{ METHOD_POST, HOUSEHOLD "/light", RELATION_HOUSEHOLD, K_TEAM, .run = light_save,
		.summary = "Keep a light on (light=yes), or not (light=no)" },
	{ METHOD_GET, HOUSEHOLD "/close", RELATION_HOUSEHOLD, K_TEAM, .run = close_page, .input = &CLOSE_INPUT, .summary = "A form to close a household" },
	{ METHOD_POST, HOUSEHOLD "/close", RELATION_HOUSEHOLD, K_TEAM, .run = close_save, .input = &CLOSE_INPUT, .again = close_page,
		.summary = "Close a household: why, whom to call, a date for aftercare" },
	{ METHOD_GET, HOUSEHOLD "/professional", RELATION_HOUSEHOLD, K_TEAM, .run = lead_page, .input = &LEAD_INPUT, .summary = "The fixed professional and who were" },
	{ METHOD_POST, HOUSEHOLD "/professional", RELATION_HOUSEHOLD, K_TEAM, .run = lead_save, .input = &LEAD_INPUT, .again = lead_page,
		.summary = "Hand over to another fixed professional, or to the family itself" },
	{ METHOD_GET, HOUSEHOLD "/next", RELATION_HOUSEHOLD, K_TEAM, .run = next_page, .input = &NEXT_INPUT, .summary = "The next date" },
	{ METHOD_POST, HOUSEHOLD "/next", RELATION_HOUSEHOLD, K_TEAM, .run = next_save, .input = &NEXT_INPUT, .again = next_page, .summary = "Set the next date" },
	{ .path = NULL }
};
