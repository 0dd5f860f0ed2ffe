/* What is done with a signal: planned, tried, taken, joined with a theme, passed on, declined, answered, told. */
#include "../account/accounts.h"
#include "inbox.h"
#include "signal.h"
#include "templates.h"
#include "triage.h"

SQL(report_here, "SELECT count(*) FROM v_report r WHERE r.id = :id AND " IN_MY_INBOX);

/* The report of the path lies in one of the viewer's inboxes. */
static bool is_here(struct request *rq)
{
	return sql_number(rq->slot, &report_here, WITH(p_id("id", rq->id[0]), p_id("me", rq->viewer.account), p_moment("now", rq->now)), 0) > 0;
}

/* Something happened to it since this page was opened: said plainly, on the page as it is now. */
static struct reply overtaken(struct request *rq, id64 taken_by)
{
	if (!is_here(rq))
		return reply_missing();
	const char *text = taken_by == rq->viewer.account ? N_("Je hebt deze melding al opgepakt.")
		: taken_by ? N_("{name} pakte deze melding net op. Jij hoeft niets te doen.") : N_("Dit kan niet meer: kijk hieronder hoe het er nu voor staat.");
	field_fail(rq->in, NULL, tr_fill(rq->arena, rq_tr(rq, text), "name", colleague_name(rq->slot, taken_by), NULL));
	return reply_again();
}

static void ask_for(struct request *rq, const char *name, const char *missing)
{
	const struct field_value *v = field_of(rq->in, name);
	if (!*v->text && !v->error)
		field_fail(rq->in, name, rq_tr(rq, missing));
}

static void ask_day_to_come(struct request *rq, const char *name, bool required)
{
	struct day on = field_day(rq->in, name);
	if (required)
		ask_for(rq, name, N_("Kies een dag"));
	if (day_known(on) && day_diff(rq->today, on) < 0)
		field_fail(rq->in, name, rq_tr(rq, N_("Kies vandaag of een dag die nog komt")));
}

static struct reply to_signal(struct request *rq, const char *done)
{
	return reply_go(rq, done, "/signals/%lld", (long long)rq->id[0]);
}

static struct reply wrong(struct request *rq)
{
	return is_here(rq) ? reply_again() : reply_missing();
}

/* ---- contact ---- */

static struct reply plan(struct request *rq)
{
	ask_for(rq, "step_kind", N_("Kies hoe je contact zoekt"));
	ask_day_to_come(rq, "step_on", true);
	if (rq->in->errors)
		return wrong(rq);
	struct report_step step = { .kind = field_text(rq->in, "step_kind"), .on = field_day(rq->in, "step_on"),
		.by = field_id(rq->in, "step_by") ? field_id(rq->in, "step_by") : rq->viewer.account, .word = field_text(rq->in, "step_word") };
	return report_plan(rq->slot, rq->id[0], &step) ? to_signal(rq, "signal_planned") : overtaken(rq, 0);
}

static struct reply tried(struct request *rq)
{
	ask_for(rq, "reached", N_("Kies hoe het ging"));
	ask_day_to_come(rq, "again_on", false);
	if (rq->in->errors)
		return wrong(rq);
	bool reached = !strcmp(field_text(rq->in, "reached"), "yes");
	if (!report_tried(rq->slot, rq->id[0], reached, field_day(rq->in, "again_on"), field_text(rq->in, "tried_word")))
		return overtaken(rq, 0);
	return to_signal(rq, reached ? "signal_reached" : "attempt");
}

/* ---- what it becomes ---- */

static struct reply take(struct request *rq)
{
	id64 household = field_id(rq->in, "household"), taken_by = 0;
	const char *name = field_text(rq->in, "household_name");
	if (!household && !name) {
		field_fail(rq->in, "household_name", rq_tr(rq, N_("Vul een naam in, bijvoorbeeld Gezin Martens")));
		return wrong(rq);
	}
	household = report_take(rq->slot, rq->id[0], household, name, rq->viewer.name, &taken_by);
	return household ? to_signal(rq, "report_taken") : overtaken(rq, taken_by);
}

static struct reply collective(struct request *rq)
{
	const char *words = field_text(rq->in, "collective_words");
	ask_for(rq, "collective_words", N_("Schrijf in één zin wat er vaker speelt, zonder namen"));
	const char *name = words && is_here(rq) ? report_name_in(rq->slot, rq->id[0], words) : NULL;
	if (name)
		field_fail(rq->in, "collective_words", tr_fill(rq->arena, rq_tr(rq, N_("Laat namen weg: deze zin blijft bewaard. Er staat nog ‘{name}’")), "name", name, NULL));
	if (rq->in->errors)
		return wrong(rq);
	return report_collective(rq->slot, rq->id[0], words) ? to_signal(rq, "signal_collective") : overtaken(rq, 0);
}

static struct reply help_reporter(struct request *rq)
{
	ask_for(rq, "first_name", N_("Vul een voornaam in"));
	ask_for(rq, "self_name", N_("Vul een naam in, bijvoorbeeld Gezin Martens"));
	if (!field_yes(rq->in, "self_agreed"))
		field_fail(rq->in, "self_agreed", rq_tr(rq, N_("Vraag het eerst: zonder ja van de melder zelf beginnen we niet")));
	ask_for(rq, "self_on", N_("Kies een dag"));
	if (rq->in->errors)
		return wrong(rq);
	id64 household = report_help_reporter(rq->slot, rq->id[0], field_text(rq->in, "first_name"), field_text(rq->in, "last_name"), field_text(rq->in, "self_name"),
		field_day(rq->in, "self_on"));
	return household ? to_signal(rq, "report_taken") : overtaken(rq, 0);
}

static struct reply pass(struct request *rq)
{
	if (!field_id(rq->in, "team"))
		field_fail(rq->in, "team", rq_tr(rq, N_("Kies een team")));
	ask_for(rq, "pass_reason", N_("Schrijf in een paar woorden waarom"));
	if (rq->in->errors)
		return wrong(rq);
	if (!report_pass(rq->slot, rq->id[0], field_id(rq->in, "team"), field_text(rq->in, "pass_reason")))
		return overtaken(rq, 0);
	return reply_go(rq, "report_passed", "/signals");
}

static struct reply decline(struct request *rq)
{
	ask_for(rq, "decline_reason", N_("Schrijf in een paar woorden waarom"));
	if (rq->in->errors)
		return wrong(rq);
	return report_decline(rq->slot, rq->id[0], field_text(rq->in, "decline_reason")) ? to_signal(rq, "signal_declined") : overtaken(rq, 0);
}

/* ---- what the reporter hears ---- */

SQL(report_reply_about, "SELECT r.id, r.file_id, r.state, r.knows, r.reporter_kind, r.agreed_by, r.pattern FROM v_report r WHERE r.id = :id AND " IN_MY_INBOX);

struct reply_about { bool found, new, free; };

/* Freely: of a pattern about nobody, to who asked for help, or when they agreed. */
static struct reply_about reply_about(struct request *rq)
{
	struct reply_about a = { .found = false };
	struct rows *r = sql_read(rq->slot, &report_reply_about, WITH(p_id("id", rq->id[0]), p_id("me", rq->viewer.account), p_moment("now", rq->now)));
	if (rows_next(r))
		a = (struct reply_about){ true, !strcmp(rows_text(r, 2), "new"), rows_null(r, 3) || rows_bool(r, 6) || !strcmp(rows_text(r, 4), "self") || !rows_null(r, 5) };
	rows_end(r);
	return a;
}

static const char *sentences(struct request *rq)
{
	const char *all = "Dank je wel dat je dit vertelde.";      /* as all that is kept: in Dutch */
	for (const struct code *c = PROCESS_CODES.list; c->code; c++)
		if (field_has(rq->in, "said", c->code))
			all = arena_printf(rq->arena, "%s %s", all, c->label);
	return all;
}

static void check_reply(struct request *rq, const struct reply_about *about)
{
	bool agreed = field_yes(rq->in, "agreed"), said = field_text(rq->in, "said") != NULL, own = field_text(rq->in, "answer") != NULL;
	if (own && !about->free && !agreed)
		field_fail(rq->in, "agreed", rq_tr(rq, N_("Zonder hun ja hoort de melder alleen wat wij deden. Vink aan dat zij het goed vonden, of laat je eigen tekst weg")));
	if (agreed) {
		ask_for(rq, "agreed_by", N_("Schrijf op wie het goed vond"));
		ask_for(rq, "agreed_on", N_("Kies een dag"));
	}
	if (!said && !own)
		field_fail(rq->in, "said", rq_tr(rq, N_("Kies wat de melder hoort")));
	if (about->new && !field_text(rq->in, "reason"))
		field_fail(rq->in, "reason", rq_tr(rq, N_("Schrijf in een paar woorden waarom")));
}

static struct reply answer(struct request *rq)
{
	struct reply_about about = reply_about(rq);
	if (!about.found)
		return reply_missing();
	check_reply(rq, &about);
	if (rq->in->errors)
		return reply_again();
	if (field_yes(rq->in, "agreed") && !report_agreed(rq->slot, rq->id[0], field_text(rq->in, "agreed_by"), field_day(rq->in, "agreed_on")))
		return overtaken(rq, 0);
	const char *own = field_text(rq->in, "answer"), *text = sentences(rq);
	if (own)
		text = field_text(rq->in, "said") ? arena_printf(rq->arena, "%s\n\n%s", text, own) : own;
	if (!report_answer(rq->slot, rq->id[0], text, field_text(rq->in, "reason"), rq->viewer.name))
		return overtaken(rq, 0);
	return to_signal(rq, "report_answered");
}

/* ---- telling whom it is about ---- */

static struct reply told(struct request *rq)
{
	if (!report_told(rq->slot, rq->id[0], rq->viewer.name))
		return reply_missing();
	return is_here(rq) ? to_signal(rq, "signal_told") : reply_go(rq, "signal_told", "/today");
}

static struct reply inform_later(struct request *rq)
{
	struct day on = field_day(rq->in, "inform_by");
	ask_for(rq, "inform_by", N_("Kies een dag"));
	if (day_known(on) && (day_diff(rq->today, on) < 1 || day_diff(rq->today, on) > 92))
		field_fail(rq->in, "inform_by", rq_tr(rq, N_("Kies een dag binnen drie maanden")));
	ask_for(rq, "inform_reason", N_("Schrijf op waarom het later wordt"));
	if (rq->in->errors)
		return reply_again();
	if (!report_inform_later(rq->slot, rq->id[0], on, field_text(rq->in, "inform_reason")))
		return reply_missing();
	return is_here(rq) ? to_signal(rq, "later") : reply_go(rq, "later", "/today");
}

static struct reply unnamed(struct request *rq)
{
	ask_for(rq, "unnamed_reason", N_("Schrijf op waarom noemen niet veilig is"));
	if (rq->in->errors)
		return wrong(rq);
	return report_unnamed(rq->slot, rq->id[0], field_text(rq->in, "unnamed_reason")) ? to_signal(rq, "saved") : overtaken(rq, 0);
}

#define DEED(path_, run_, summary_) { METHOD_POST, "/signals/{id}" path_, RELATION_NONE, K_TEAM, .run = run_, .input = &TRIAGE, .again = signal_show, .summary = summary_ }

const struct route TRIAGE_ROUTES[] = {
	{ METHOD_GET, "/signals/{id}", RELATION_NONE, K_TEAM, .run = signal_show, .input = &TRIAGE, .summary = "A report that came in" },
	DEED("/plan", plan, "Plan the contact that follows on a report: how, when, by whom"),
	DEED("/tried", tried, "How the planned contact went"),
	DEED("/take", take, "Take a report: a new household, or one of one's own"),
	DEED("/collective", collective, "It is part of something that happens more often: the team's sentence without persons"),
	DEED("/reporter", help_reporter, "The reporter is who we help: a household with the reporter's consent"),
	DEED("/pass", pass, "Pass a report to another team"),
	DEED("/decline", decline, "After it was taken: yet not, with a reason"),
	DEED("/answer", answer, "Answer the reporter: of the process only, unless they agreed"),
	DEED("/told", told, "They of whom it is were told of the report"),
	DEED("/inform-later", inform_later, "Telling them later than a month, with a reason"),
	DEED("/unnamed", unnamed, "A professional reporter is not named, since that would be unsafe"),
	{ .path = NULL }
};
