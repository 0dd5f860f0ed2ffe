/* The reporting code on screen: of a signal in triage, and of a household (reporting_code.h). Of a household its pages show nothing of what the family shares,
 * not even its name, so that the family's log says nothing of who walks through the code; what they show lies in the file that is held back. */
#include "../../platform/base/list.h"
#include "../account/accounts.h"
#include "inbox.h"
#include "reporting_code.h"
#include "templates.h"
#include "triage_entities.h"

static const struct field begin_fields[] = {
	{ "second_id", N_("Welke collega denkt mee?"), F_REF },
	{ "hold_reason", N_("Waarom mag het gezin dit nu niet weten?"), F_LONG, .max = 1000,
		.hint = N_("Bijvoorbeeld: weten kan een kind of ouder in gevaar brengen. Dit leest alleen wie meedenkt") },
	{ NULL }
};
static const struct input BEGIN_CODE = { .name = "reporting_code", .own = begin_fields };
static const char *const step_taken[] = { "was", "on_day", "with_whom", "anonymous", "outcome", "reason", "suspicion", "danger", "help", "accepted", "result",
	"report_needed", "help_possible", NULL };
static const struct input STEP_INPUT = { .name = "reporting_step", .entity = &REPORTING_STEP_ENTITY, .take = step_taken };

static const struct { const char *code, *hint; } hints[] = {
	{ "signals", N_("Wat zie en hoor je zelf, wanneer? Houd wat je ziet apart van wat je denkt.") },
	{ "consult", N_("Vraag een collega mee te kijken, en zo nodig Veilig Thuis: dat kan zonder namen.") },
	{ "talk", N_("Praat met wie het gaat, ook met het kind, tenzij dat gevaarlijk is. Zeg wat je ziet en vraag hoe zij het zien.") },
	{ "weighing", N_("Vijf vragen. Het eerste antwoord dat melden vraagt, telt. Jij beslist, samen met je collega.") },
	{ "decision", N_("Twee beslissingen: is melden nodig, en is hulp (ook) mogelijk? Allebei kan.") },
};
static const char *const weighing[] = { "suspicion", "danger", "help", "accepted", "result", "report_needed", "help_possible" };

/* ---- where one is ---- */

struct at { id64 household, report, code, file, hold; const char *base, *back; };

SQL(code_of_report_seen, "SELECT c.id, c.file_id, c.hold_id FROM v_reporting_code c WHERE c.report_id = :id ORDER BY c.at DESC LIMIT 1");
SQL(code_of_household_seen, "SELECT c.id, c.file_id, c.hold_id FROM v_reporting_code c WHERE c.household_id = :id ORDER BY c.last_at DESC, c.id DESC LIMIT 1");

static void find(struct request *rq, struct at *at, struct sql *how, id64 id)
{
	struct rows *r = sql_read(rq->slot, how, WITH(p_id("id", id)));
	if (rows_next(r)) {
		at->code = rows_int(r, 0);
		at->file = rows_int(r, 1);
		at->hold = rows_int(r, 2);
	}
	rows_end(r);
}

SQL(reporter_of_report, "SELECT r.account_id FROM v_report r WHERE r.id = :id AND r.forgotten_at IS NULL"
	" AND (r.household_id IS NULL OR r.became IS DISTINCT FROM 'household') AND " IN_MY_INBOX);

/* False: not there for the viewer. Who reported it and reads the inbox too leaves it to a colleague; of what was taken as a household it is that one's. */
static bool place(struct request *rq, struct at *at)
{
	*at = (struct at){ .household = rq->household };
	if (rq->household) {
		at->base = arena_printf(rq->arena, "/households/%lld/reporting-code", (long long)rq->household);
		at->back = arena_printf(rq->arena, "/households/%lld", (long long)rq->household);
		find(rq, at, &code_of_household_seen, rq->household);
		return true;
	}
	at->report = rq->id[0];
	id64 reporter = sql_number(rq->slot, &reporter_of_report, WITH(p_id("id", at->report), p_id("me", rq->viewer.account), p_moment("now", rq->now)), 0);
	if (!reporter || reporter == rq->viewer.account)
		return false;
	at->base = arena_printf(rq->arena, "/signals/%lld/reporting-code", (long long)at->report);
	at->back = arena_printf(rq->arena, "/signals/%lld", (long long)at->report);
	find(rq, at, &code_of_report_seen, at->report);
	return true;
}

/* ---- the steps that were walked ---- */

SQL(steps_seen, "SELECT s.id, s.file_id, s.step, s.was, s.on_day, s.with_whom, s.anonymous, s.outcome, s.reason, s.by_id, s.suspicion, s.danger, s.help, s.accepted,"
	" s.result, s.report_needed, s.help_possible FROM v_reporting_step s"
	" WHERE s.code_id = :code ORDER BY s.at, s.id LIMIT 200");
SQL(hold_seen_of_code, "SELECT h.id, h.file_id, h.review_on FROM v_hold h WHERE h.id = :hold AND h.ended_at IS NULL");

enum { FIRST_WEIGHED = 10, WEIGHED = 7 };

static void add_weighed(struct request *rq, struct reporting_code_steps_entries *e, struct rows *r)
{
	for (int i = 0; i < WEIGHED; i++) {
		if (rows_null(r, FIRST_WEIGHED + i))
			continue;
		struct reporting_code_steps_entries_weighed *w = LIST_ADD(rq->arena, e->weighed, e->weighed_n);
		w->question = rq_tr(rq, entity_field(&REPORTING_STEP_ENTITY, weighing[i])->label);
		w->answer = rq_code(rq, &YES_NO_UNSURE, rows_text(r, FIRST_WEIGHED + i));
	}
}

static const char *advice_words(struct request *rq, enum reporting_advice advice)
{
	static const char *const words[] = {
		[ADVICE_CLOSE] = N_("Het vermoeden is weg. Leg vast waarom, en sluit af."),
		[ADVICE_REPORT_DANGER] = N_("Er is gevaar: melden bij Veilig Thuis is nodig. Doe het vandaag."),
		[ADVICE_REPORT_NO_HELP] = N_("Jullie kunnen geen goede hulp geven: melden bij Veilig Thuis is nodig."),
		[ADVICE_REPORT_REFUSED] = N_("De hulp wordt niet aangenomen: melden bij Veilig Thuis is nodig."),
		[ADVICE_REPORT_TOO_SLOW] = N_("Het wordt niet op tijd veilig: melden bij Veilig Thuis is nodig."),
		[ADVICE_HELP] = N_("Hulp geven kan. Spreek af wanneer jullie kijken of het veilig is, en meld alsnog als dat niet lukt."),
	};
	return words[advice] ? rq_tr(rq, words[advice]) : NULL;
}

SQL(code_team, "SELECT c.id, c.file_id, c.name FROM v_account c JOIN v_team_member m ON m.account_id = c.id WHERE m.team_id = :team ORDER BY c.id LIMIT 300");

struct team_names { struct team_name { id64 id; const char *name; } *list; size_t n; };

static struct team_names team_names(struct request *rq)
{
	struct team_names names = { NULL, 0 };
	struct rows *r = sql_read(rq->slot, &code_team, WITH(p_id("team", rq->viewer.team)));
	while (rows_next(r)) {
		struct team_name *x = LIST_ADD(rq->arena, names.list, names.n);
		*x = (struct team_name){ rows_int(r, 0), rows_open(r, 2, "account.name") };
	}
	return names;
}

static const char *named(struct request *rq, const struct team_names *names, id64 account)
{
	for (size_t i = 0; i < names->n; i++)
		if (names->list[i].id == account)
			return names->list[i].name;
	return colleague_name(rq->slot, account);
}

static void read_steps(struct request *rq, struct reporting_code *d, id64 code)
{
	struct team_names names = team_names(rq);
	struct rows *r = sql_read(rq->slot, &steps_seen, WITH(p_id("code", code)));
	while (rows_next(r)) {
		size_t n = 0;
		while (n < d->steps_n && strcmp(d->steps[n].code, rows_text(r, 2)))
			n++;
		if (n == d->steps_n)
			continue;
		struct reporting_code_steps_entries *e = LIST_ADD(rq->arena, d->steps[n].entries, d->steps[n].entries_n);
		*e = (struct reporting_code_steps_entries){ .was = rows_text(r, 3), .on = rows_day(r, 4), .with_whom = rows_open(r, 5, "reporting_step.with_whom"),
			.anonymous = rows_bool(r, 6), .outcome = rows_open(r, 7, "reporting_step.outcome"), .reason = rows_open(r, 8, "reporting_step.reason"),
			.by = named(rq, &names, rows_int(r, 9)) };
		add_weighed(rq, e, r);
		d->steps[n].done = true;
		if (!strcmp(d->steps[n].code, "weighing"))
			d->advice = advice_words(rq, reporting_advice(rows_text(r, 10), rows_text(r, 11), rows_text(r, 12), rows_text(r, 13), rows_text(r, 14)));
	}
}

static void lay_out(struct request *rq, struct reporting_code *d)
{
	size_t i = 0;
	for (const struct code *c = CODE_STEPS.list; c->code; c++, i++) {
		struct reporting_code_steps *s = LIST_ADD(rq->arena, d->steps, d->steps_n);
		*s = (struct reporting_code_steps){ .code = c->code, .label = rq_tr(rq, c->label), .hint = rq_tr(rq, hints[i].hint),
			.path = arena_printf(rq->arena, "%s/%s", d->base, c->code) };
	}
}

SQL(colleagues_of_me, "SELECT c.id, c.file_id, c.name FROM v_account c JOIN v_team_member m ON m.account_id = c.id"
	" WHERE m.team_id = :team AND c.id <> :me AND m.until_at > :now AND c.until_at > :now ORDER BY c.id LIMIT 200");

/* How many. */
static size_t offer_colleagues(struct request *rq)
{
	struct choice *choices = NULL;
	size_t n = 0;
	struct rows *r = sql_read(rq->slot, &colleagues_of_me, WITH(p_id("team", rq->viewer.team), p_id("me", rq->viewer.account), p_moment("now", rq->now)));
	while (rows_next(r)) {
		struct choice *c = LIST_ADD(rq->arena, choices, n);
		*c = (struct choice){ id_text(rq->arena, rows_int(r, 0)), rows_open(r, 2, "account.name") };
	}
	field_choices(rq->in, "second_id", choices, n);
	return n;
}

static void read_hold(struct request *rq, struct reporting_code *d, id64 hold)
{
	struct rows *r = sql_read(rq->slot, &hold_seen_of_code, WITH(p_id("hold", hold)));
	d->held = rows_next(r);
	if (d->held)
		d->review_on = rows_day(r, 2);
	rows_end(r);
}

static struct reply show(struct request *rq)
{
	struct reporting_code *d = ARENA_NEW(rq->arena, struct reporting_code);
	struct at at;
	if (!place(rq, &at))
		return reply_missing();
	d->household = at.household;
	d->report = at.report;
	d->code = at.code;
	d->base = at.base;
	d->back = at.back;
	lay_out(rq, d);
	if (at.code)
		read_steps(rq, d, at.code);
	if (at.hold)
		read_hold(rq, d, at.hold);
	if (at.household && !at.code)
		d->many = offer_colleagues(rq) > FIELD_GROUP_MOST;
	for (size_t i = 0; i < d->steps_n; i++)
		if (!d->steps[i].done) {
			d->steps[i].main = true;
			break;
		}
	rq->page->title = rq_tr(rq, N_("Meldcode"));
	rq->page->nav = at.report ? "signals" : "households";
	return reply_page(&TPL_reporting_code, d);
}

static struct reply begin(struct request *rq)
{
	struct at at;
	if (!place(rq, &at))
		return reply_missing();
	if (at.code)
		return reply_go(rq, NULL, "%s", at.base);
	if (!field_id(rq->in, "second_id"))
		field_fail(rq->in, "second_id", rq_tr(rq, N_("Kies een collega die meedenkt")));
	if (!field_text(rq->in, "hold_reason"))
		field_fail(rq->in, "hold_reason", rq_tr(rq, N_("Schrijf op waarom weten nu gevaarlijk zou zijn")));
	if (rq->in->errors)
		return reply_again();
	if (!reporting_code_of_household(rq->slot, at.household, field_text(rq->in, "hold_reason"), field_id(rq->in, "second_id"))) {
		if (!rq->file)                       /* the one who looks along at something else that is held back */
			return reply_missing();
		field_fail(rq->in, "second_id", rq_tr(rq, N_("Deze collega kan niet meekijken. Kies een ander")));
		return reply_again();
	}
	return reply_go(rq, "saved", "%s", at.base);
}

/* ---- one step ---- */

static int step_number(const char *step)
{
	int n = 0;
	for (const struct code *c = CODE_STEPS.list; c->code; c++, n++)
		if (!strcmp(c->code, step))
			return n + 1;
	return 0;
}

static struct reply step_page(struct request *rq)
{
	struct reporting_step *d = ARENA_NEW(rq->arena, struct reporting_step);
	struct at at;
	int n = step_number(rq->word[0]);
	if (!n || !place(rq, &at) || (at.household && !at.code))
		return reply_missing();
	*d = (struct reporting_step){ .household = at.household, .report = at.report, .step = CODE_STEPS.list[n - 1].code, .n = n,
		.label = rq_tr(rq, CODE_STEPS.list[n - 1].label), .hint = rq_tr(rq, hints[n - 1].hint), .back = at.base,
		.action = arena_printf(rq->arena, "%s/%s", at.base, rq->word[0]) };
	field_start_day(rq->in, "on_day", rq->today);
	field_start(rq->in, "was", "done");
	if (!strcmp(d->step, "decision"))
		field_of(rq->in, "outcome")->label = rq_tr(rq, N_("Wat spreken jullie af, en met wie?"));
	rq->page->title = d->label;
	rq->page->nav = at.report ? "signals" : "households";
	return reply_page(&TPL_reporting_step, d);
}

static void check_step(struct request *rq, const char *step)
{
	if (day_known(field_day(rq->in, "on_day")) && day_diff(field_day(rq->in, "on_day"), rq->today) < 0)
		field_fail(rq->in, "on_day", rq_tr(rq, N_("Deze dag moet nog komen")));
	const char *was = field_text(rq->in, "was");
	bool skipped = was && !strcmp(was, "skipped");
	if (skipped && !field_text(rq->in, "reason"))
		field_fail(rq->in, "reason", rq_tr(rq, N_("Schrijf op waarom je deze stap overslaat")));
	if (!strcmp(step, "decision") && !skipped) {
		if (!field_text(rq->in, "report_needed"))
			field_fail(rq->in, "report_needed", rq_tr(rq, N_("Kies een antwoord")));
		if (!field_text(rq->in, "reason"))
			field_fail(rq->in, "reason", rq_tr(rq, N_("Schrijf op waarom jullie dit besluiten")));
	}
}

static struct reply step_save(struct request *rq)
{
	struct at at;
	const char *step = rq->word[0];
	if (!step_number(step) || !place(rq, &at) || (at.household && !at.code))
		return reply_missing();
	check_step(rq, step);
	if (rq->in->errors)
		return reply_again();
	id64 code = at.code ? at.code : reporting_code_of_report(rq->slot, at.report);
	struct reporting_step_new new = { .step = step, .was = field_text(rq->in, "was"), .on = field_day(rq->in, "on_day"), .with_whom = field_text(rq->in, "with_whom"),
		.outcome = field_text(rq->in, "outcome"), .reason = field_text(rq->in, "reason"), .anonymous = field_yes(rq->in, "anonymous"),
		.suspicion = field_text(rq->in, "suspicion"), .danger = field_text(rq->in, "danger"), .help = field_text(rq->in, "help"),
		.accepted = field_text(rq->in, "accepted"), .result = field_text(rq->in, "result"), .report_needed = field_text(rq->in, "report_needed"),
		.help_possible = field_text(rq->in, "help_possible") };
	if (!code || !reporting_step_add(rq->slot, code, &new))
		return reply_missing();
	return reply_go(rq, "code_step", "%s", at.base);
}

int reporting_code_forget_job(struct slot *slot)
{
	return reporting_code_forget(slot, 100);
}

const struct route REPORTING_CODE_ROUTES[] = {
	{ METHOD_GET, "/signals/{id}/reporting-code", RELATION_NONE, K_TEAM, .run = show, .summary = "The reporting code for violence and child abuse, of a signal" },
	{ METHOD_GET, "/signals/{id}/reporting-code/{code}", RELATION_NONE, K_TEAM, .run = step_page, .input = &STEP_INPUT, .summary = "One step of it" },
	{ METHOD_POST, "/signals/{id}/reporting-code/{code}", RELATION_NONE, K_TEAM, .run = step_save, .input = &STEP_INPUT, .again = step_page,
		.summary = "Record a step of it" },
	{ METHOD_GET, "/households/{household}/reporting-code", RELATION_HOUSEHOLD, K_TEAM, .run = show, .input = &BEGIN_CODE, .any_file = true,
		.summary = "The reporting code, of a household" },
	{ METHOD_POST, "/households/{household}/reporting-code", RELATION_HOUSEHOLD, K_TEAM, .run = begin, .input = &BEGIN_CODE, .again = show, .any_file = true,
		.summary = "Begin the reporting code with a colleague, held back from the family" },
	{ METHOD_GET, "/households/{household}/reporting-code/{code}", RELATION_HOUSEHOLD, K_TEAM, .run = step_page, .input = &STEP_INPUT, .any_file = true,
		.summary = "One step of it" },
	{ METHOD_POST, "/households/{household}/reporting-code/{code}", RELATION_HOUSEHOLD, K_TEAM, .run = step_save, .input = &STEP_INPUT, .again = step_page,
		.any_file = true, .summary = "Record a step of it" },
	{ .path = NULL }
};
