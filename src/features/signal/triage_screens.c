/* One signal: what was reported, what it becomes, what its reporter hears, telling whom it is about. What can be done with it is in
 * triage_acts.c. */
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../account/accounts.h"
#include "../monitor/attention.h"
#include "inbox.h"
#include "signal.h"
#include "signal_entities.h"
#include "templates.h"
#include "triage.h"
#include "triage_entities.h"

static const struct code reached_codes[] = { { "yes", N_("We spraken iemand") }, { "no", N_("Niemand bereikt") }, { NULL, NULL } };
static const struct codes REACHED = { "report_reached", reached_codes };

static const char *const triage_taken[] = { "answer", "reason", "step_kind", "step_on", "collective_words", "agreed_by", "agreed_on", "inform_by", NULL };
static const struct field triage_own[] = {
	{ "household_name", N_("Hoe noemen we dit gezin?"), F_TEXT, .max = 120,
		.hint = N_("Bijvoorbeeld Gezin Martens. Weet je de naam nog niet, schrijf dan waaraan je het herkent") },
	{ "household", N_("Of hoort dit bij een gezin dat je al helpt?"), F_REF },
	{ "team", N_("Welk team?"), F_REF },
	{ "pass_reason", N_("Waarom past het beter daar?"), F_TEXT, .max = 300, .hint = N_("Dat team leest dit, de melder niet") },
	{ "step_by", N_("Wie doet het?"), F_REF },
	{ "step_word", N_("Afspraak of plek"), F_TEXT, .max = 200 },
	{ "reached", N_("Hoe ging het?"), F_CODE, .codes = &REACHED },
	{ "tried_word", N_("Wat gebeurde er? Eén zin mag"), F_TEXT, .max = 300 },
	{ "again_on", N_("Opnieuw op"), F_DAY, .hint = N_("Leeg: over een week") },
	{ "first_name", N_("Voornaam"), F_TEXT, .max = 80 },
	{ "last_name", N_("Achternaam"), F_TEXT, .max = 80 },
	{ "self_name", N_("Hoe noemen we dit gezin?"), F_TEXT, .max = 120 },
	{ "self_agreed", N_("De melder vindt het goed dat wij hiermee beginnen"), F_BOOL },
	{ "self_on", N_("Gevraagd op"), F_DAY },
	{ "decline_reason", N_("Waarom toch niet?"), F_TEXT, .max = 300, .hint = N_("Voor het team. De melder leest dit niet") },
	{ "said", N_("Wat hoort de melder?"), F_CODES, .codes = &PROCESS_CODES },
	{ "agreed", N_("Zij vonden goed dat de melder dit hoort"), F_BOOL },
	{ "inform_reason", N_("Waarom later?"), F_TEXT, .max = 300, .hint = N_("Bijvoorbeeld: eerst overleg met Veilig Thuis, omdat vertellen nu gevaarlijk is") },
	{ "unnamed_reason", N_("Waarom is noemen niet veilig?"), F_TEXT, .max = 300 },
	{ NULL }
};
const struct input TRIAGE = { "triage", &REPORT_ENTITY, triage_taken, triage_own };

SQL(report_one,
	"SELECT r.id, r.file_id, r.number, r.state, r.urgent, r.at, r.answer_by, r.what, r.about, r.place, ar.name, r.domains, r.knows, r.reporter_kind,"
	" r.reporter_name, r.reporter_phone, r.reporter_organisation, r.call_when, r.read_by_id, r.taken_by_id, r.taken_at, r.household_id, r.answer,"
	" r.answered_at, r.reason, r.unhappy, r.unhappy_at, r.told_at, r.forgotten_at, r.account_id, r.team_id, r.became, r.step_kind, r.step_on, r.step_by_id,"
	" r.tries, r.collective_words, r.agreed_by, r.agreed_on, r.unhappy_count, r.introduce, r.introduce_when, r.may_name, r.unnamed, r.inform_by,"
	" r.answer_seen_at, r.told_by_id, r.pattern"
	" FROM v_report r LEFT JOIN v_area ar ON ar.code = r.area_code WHERE r.id = :id AND " IN_MY_INBOX);
SQL(report_household, "SELECT id, file_id, name FROM v_household WHERE id = :id");
SQL(households_mine,
	"SELECT id, file_id, name FROM v_household WHERE professional_id = :me AND closed_at IS NULL ORDER BY id LIMIT 200");
SQL(teams_other, "SELECT t.id, t.name FROM v_team t WHERE t.id <> :team ORDER BY t.name");
/* Who reads this inbox, and who wrote the lines of it, in one go. */
SQL(report_people,
	"SELECT p.id, p.file_id, p.name, (SELECT count(*) FROM v_access a WHERE a.file_id = :file AND a.account_id = p.id AND a.from_at <= :now AND a.until_at > :now)"
	" FROM v_account p JOIN v_team_member m ON m.account_id = p.id WHERE m.team_id = :team AND p.until_at > :now ORDER BY p.id LIMIT 200");
SQL(report_events, "SELECT e.id, e.file_id, e.kind, e.word, e.on_day, e.by_id, e.at FROM v_report_event e WHERE e.report_id = :report ORDER BY e.at, e.id LIMIT 100");

struct report_ids { id64 reader, taker, reporter, team, file, stepper, teller; };

static const char *opened(struct rows *r, int column, const char *where)
{
	return rows_null(r, column) ? NULL : rows_open(r, column, where);
}

static void read_words(struct request *rq, struct report_show *d, struct rows *r)
{
	d->what = opened(r, 7, "report.what");
	d->about = opened(r, 8, "report.about");
	d->place = opened(r, 9, "report.place");
	d->area = rows_text(r, 10);
	d->domains = rq_codes(rq, &LIFE_DOMAINS, rows_text(r, 11), ", ");
	d->pattern = rows_bool(r, 47);
	d->knows = d->pattern ? NULL : rows_text(r, 12);        /* of a pattern about nobody nobody can know */
	d->kind = rows_text(r, 13);
	d->name = opened(r, 14, "report.reporter_name");
	d->phone = opened(r, 15, "report.reporter_phone");
	d->organisation = opened(r, 16, "report.reporter_organisation");
	d->call_when = opened(r, 17, "report.call_when");
	d->answer = opened(r, 22, "report.answer");
	d->reason = opened(r, 24, "report.reason");
	d->unhappy = opened(r, 25, "report.unhappy");
	d->kind_label = rq_code(rq, &REPORTER_KINDS, d->kind);
	d->knows_label = strcmp(d->kind, "self") ? rq_code(rq, &KNOWS, d->knows) : NULL;
	d->safety = (rows_text(r, 11) && strstr(rows_text(r, 11), "safety")) || (d->knows && !strcmp(d->knows, "unsafe"));
}

static void read_course(struct request *rq, struct report_show *d, struct rows *r)
{
	d->became = rows_text(r, 31);
	d->became_label = rq_code(rq, &REPORT_BECAME, d->became);
	d->step_kind = rows_text(r, 32);
	d->step_label = rq_code(rq, &STEP_KINDS, d->step_kind);
	d->step_on = rows_day(r, 33);
	d->tries = rows_int(r, 35);
	d->collective_words = rows_text(r, 36);
	d->agreed_by = opened(r, 37, "report.agreed_by");
	d->agreed_on = rows_day(r, 38);
	d->unhappy_count = rows_int(r, 39);
	d->introduce = rows_text(r, 40);
	d->introduce_label = rq_code(rq, &INTRODUCE_KINDS, d->introduce);
	d->introduce_when = opened(r, 41, "report.introduce_when");
	d->may_name = rows_bool(r, 42);
	d->unnamed = rows_bool(r, 43);
	d->inform_by = rows_day(r, 44);
	d->seen_at = rows_int(r, 45);
}

static bool read_report(struct request *rq, struct report_show *d, struct report_ids *ids)
{
	struct rows *r = sql_read(rq->slot, &report_one, WITH(p_id("id", rq->id[0]), p_id("me", rq->viewer.account), p_moment("now", rq->now)));
	if (!rows_next(r))
		return false;
	d->id = rows_int(r, 0);
	d->number = rows_text(r, 2);
	d->state = rows_text(r, 3);
	d->state_label = rq_code(rq, &REPORT_STATES, d->state);
	d->urgent = rows_bool(r, 4);
	d->at = rows_int(r, 5);
	d->answer_by = rows_day(r, 6);
	read_words(rq, d, r);
	read_course(rq, d, r);
	*ids = (struct report_ids){ rows_int(r, 18), rows_int(r, 19), rows_int(r, 29), rows_int(r, 30), rows_int(r, 1), rows_int(r, 34), rows_int(r, 46) };
	d->taken_at = rows_int(r, 20);
	d->household = rows_int(r, 21);
	d->answered_at = rows_int(r, 23);
	d->unhappy_at = rows_int(r, 26);
	d->told_at = rows_int(r, 27);
	d->forgotten = !rows_null(r, 28);
	rows_end(r);
	return true;
}

/* The household's name only for who may see it: the rest of the desk learns that it was taken, not by whom it is. */
static void read_household(struct request *rq, struct report_show *d)
{
	struct rows *r = sql_read(rq->slot, &report_household, WITH(p_id("id", d->household)));
	if (rows_next(r))
		d->household_name = rows_open(r, 2, "household.name");
	else
		d->household = 0;
	rows_end(r);
}

/* The reporting code goes along with a signal that is taken as a household: to who may read that one, and nobody else here. */
static const char *code_path(struct request *rq, const struct report_show *d, id64 household)
{
	if (!household || !d->became || strcmp(d->became, "household"))
		return arena_printf(rq->arena, "/signals/%lld/reporting-code", (long long)d->id);
	return d->household ? arena_printf(rq->arena, "/households/%lld/reporting-code", (long long)household) : NULL;
}

/* ---- the people of the team ---- */

struct team_person { id64 id; const char *name; bool reads; };
struct team_people { struct team_person *list; size_t n; };

static struct team_people people_of(struct request *rq, const struct report_ids *ids)
{
	struct team_people p = { NULL, 0 };
	struct rows *r = sql_read(rq->slot, &report_people, WITH(p_id("file", ids->file), p_id("team", ids->team), p_moment("now", rq->now)));
	while (rows_next(r)) {
		struct team_person *x = LIST_ADD(rq->arena, p.list, p.n);
		*x = (struct team_person){ rows_int(r, 0), rows_open(r, 2, "account.name"), rows_int(r, 3) > 0 };
	}
	return p;
}

static const char *named(struct request *rq, const struct team_people *p, id64 account)
{
	for (size_t i = 0; account && i < p->n; i++)
		if (p->list[i].id == account)
			return p->list[i].name;
	return colleague_name(rq->slot, account);
}

static void offer_people(struct request *rq, const struct team_people *p)
{
	struct choice *choices = NULL;
	size_t n = 0;
	for (size_t i = 0; i < p->n; i++)
		if (p->list[i].reads) {
			struct choice *c = LIST_ADD(rq->arena, choices, n);
			*c = (struct choice){ id_text(rq->arena, p->list[i].id), p->list[i].name };
		}
	field_choices(rq->in, "step_by", choices, n);
	field_start(rq->in, "step_by", id_text(rq->arena, rq->viewer.account));
}

static void read_events(struct request *rq, struct report_show *d, const struct team_people *people, id64 reporter)
{
	struct rows *r = sql_read(rq->slot, &report_events, WITH(p_id("report", d->id)));
	while (rows_next(r)) {
		struct report_show_events *e = LIST_ADD(rq->arena, d->events, d->events_n);
		e->kind = rows_text(r, 2);
		e->text = rq_code(rq, &REPORT_EVENTS, e->kind);
		e->word = opened(r, 3, "report_event.word");
		e->on = rows_day(r, 4);
		e->at = rows_int(r, 6);
		id64 by = rows_int(r, 5);
		e->by = by == reporter ? rq_tr(rq, N_("de melder")) : named(rq, people, by);
	}
}

/* ---- what can be chosen ---- */

static void read_choices(struct request *rq, struct report_show *d, id64 team)
{
	id64 household = field_id(rq->in, "household"), chosen = field_id(rq->in, "team");
	struct rows *r = sql_read(rq->slot, &households_mine, WITH(p_id("me", rq->viewer.account)));
	while (rows_next(r)) {
		struct report_show_households *h = LIST_ADD(rq->arena, d->households, d->households_n);
		h->id = rows_int(r, 0);
		h->name = rows_open(r, 2, "household.name");
		h->on = h->id == household;
	}
	if (strcmp(d->state, "new"))
		return;
	r = sql_read(rq->slot, &teams_other, WITH(p_id("team", team)));
	while (rows_next(r)) {
		struct report_show_teams *t = LIST_ADD(rq->arena, d->teams, d->teams_n);
		t->id = rows_int(r, 0);
		t->name = rows_text(r, 1);
		t->on = t->id == chosen;
	}
	d->one_team = d->teams_n == 1;
}

static bool is(const char *text, const char *code)
{
	return text && !strcmp(text, code);
}

/* They of whom it is have to hear of it: not when they knew or asked themselves, and not of a pattern that is about nobody. */
static bool to_be_told(const struct report_show *d)
{
	return !d->told_at && !d->forgotten && !is(d->knows, "yes") && strcmp(d->kind, "self") && !is(d->became, "reporter") && (d->knows || d->household)
		&& strcmp(d->state, "passed");
}

static void say_telling(struct request *rq, struct report_show *d, bool household_hidden)
{
	d->tell = to_be_told(d) && !household_hidden;
	d->tell_elsewhere = to_be_told(d) && household_hidden;
	if (!day_known(d->inform_by))
		d->inform_by = day_add(day_of(d->at), rule_days(rq->slot, "report_inform", 0, 30));
	d->inform_late = day_diff(d->inform_by, rq->today) > 0;
	d->professional = strcmp(d->kind, "self") && strcmp(d->kind, "resident");
}

/* What the reply may say by itself: the sentences of the process, the one that fits ticked already. */
static void say_reply(struct request *rq, struct report_show *d)
{
	bool new = !strcmp(d->state, "new");
	struct report_answer *a = &d->answering;
	a->id = d->id;
	a->why = new;
	a->free = !d->knows || !strcmp(d->kind, "self") || d->agreed_by;
	a->agreed_open = field_yes(rq->in, "agreed") || field_of(rq->in, "agreed_by")->error || field_of(rq->in, "agreed_on")->error;
	a->main = !d->can_choose && !d->can_try;
	field_start(rq->in, "said", is(d->became, "collective") ? "more" : new || is(d->became, "no") ? "not_ours" : d->tries ? "sought" : "will");
	field_start_day(rq->in, "agreed_on", rq->today);
	if (a->free)
		field_of(rq->in, "answer")->label = rq_tr(rq, N_("En in je eigen woorden"));
	else
		field_of(rq->in, "answer")->label = rq_tr(rq, N_("Wat mag de melder horen?"));
	field_of(rq->in, "reason")->label = rq_tr(rq, N_("Waarom nemen we het niet op?"));
	field_of(rq->in, "reason")->hint = rq_tr(rq, N_("Voor het team. De melder leest dit niet"));
}

/* What the forms start with, so that the ordinary case is one tap. */
static void start_forms(struct request *rq, struct report_show *d)
{
	field_start(rq->in, "step_kind", d->introduce ? "together" : d->step_kind ? d->step_kind : "visit");
	field_start_day(rq->in, "step_on", day_weekday(rq->today) >= 5 ? day_add(rq->today, 8 - day_weekday(rq->today)) : day_add(rq->today, 1));
	field_start_day(rq->in, "self_on", rq->today);
	field_start_day(rq->in, "inform_by", day_known(d->inform_by) ? day_add(d->inform_by, 14) : day_add(rq->today, 14));
	if (d->introduce_when || d->call_when)
		field_start(rq->in, "step_word", d->introduce ? (d->introduce_when ? d->introduce_when : d->call_when) : NULL);
	if (!d->knows && d->what && strcmp(d->kind, "self"))      /* a pattern: its own words say it already; of somebody the team finds words without persons */
		field_start(rq->in, "collective_words", utf8_excerpt(rq->arena, d->what, 180));
	if (d->name) {
		const char *space = strchr(d->name, ' ');
		field_start(rq->in, "first_name", space ? arena_strndup(rq->arena, d->name, (size_t)(space - d->name)) : d->name);
		field_start(rq->in, "last_name", space ? space + 1 : NULL);
	}
}

static void say_what_can_be_done(struct request *rq, struct report_show *d, const struct report_ids *ids)
{
	bool looks = is(d->became, "contact") && !strcmp(d->state, "taken") && !d->household;
	d->own = ids->reporter == rq->viewer.account;
	d->late = !d->answered_at && day_diff(d->answer_by, rq->today) > 0;
	d->can_choose = (!strcmp(d->state, "new") || looks) && !d->forgotten;
	d->can_try = looks && d->step_kind;
	d->can_help_reporter = d->can_choose && strcmp(d->kind, "self") && strcmp(d->kind, "colleague") && !d->own;
	d->step_late = looks && day_known(d->step_on) && day_diff(d->step_on, rq->today) > 0;
	d->decide = looks && !d->step_kind;
	d->can_answer = !d->answered_at && strcmp(d->state, "passed") && !d->own && !d->forgotten;
	d->can_decline = !strcmp(d->state, "taken") && !is(d->became, "no") && !d->forgotten;
	const char *path = rq->http->method == METHOD_POST ? strrchr(rq->http->path, '/') + 1 : "";
	d->open = path;
	d->collective = (struct report_collective){ d->id, is(path, "collective") || (d->pattern && !d->can_try && !d->decide && !*path), d->pattern && !d->can_try && !d->decide };
	say_reply(rq, d);
	start_forms(rq, d);
}

SQL(report_to_tell,
	"SELECT t.id, t.file_id, t.household_id, t.since_at, t.due_on FROM v_attention t"
	" WHERE t.account_id = :me AND t.report_id = :id AND t.rule = 'report_inform'");

/* After a handover the task to tell the family lies with somebody who never read the report: of the report itself there is nothing to see yet. */
static struct reply show_task(struct request *rq)
{
	struct report_tell *d = ARENA_NEW(rq->arena, struct report_tell);
	struct rows *r = sql_read(rq->slot, &report_to_tell, WITH(p_id("me", rq->viewer.account), p_id("id", rq->id[0])));
	if (!rows_next(r))
		return reply_missing();
	d->id = rq->id[0];
	d->household = rows_int(r, 2);
	d->since = rows_int(r, 3);
	d->due = rows_day(r, 4);
	rows_end(r);
	r = sql_read(rq->slot, &report_household, WITH(p_id("id", d->household)));
	if (!rows_next(r))
		return reply_missing();
	d->name = rows_open(r, 2, "household.name");
	rows_end(r);
	field_start_day(rq->in, "inform_by", day_add(d->due, 14));
	d->open = rq->http->method == METHOD_POST;
	rq->page->title = rq_tr(rq, N_("Vertel het gezin van de melding"));
	rq->page->nav = "today";
	return reply_page(&TPL_report_tell, d);
}

struct reply signal_show(struct request *rq)
{
	struct report_show *d = ARENA_NEW(rq->arena, struct report_show);
	struct report_ids ids;
	if (!read_report(rq, d, &ids))
		return show_task(rq);
	struct team_people people = people_of(rq, &ids);
	id64 household = d->household;
	d->reader = named(rq, &people, ids.reader);
	d->taken_by = named(rq, &people, ids.taker);
	d->step_by = named(rq, &people, ids.stepper);
	d->told_by = named(rq, &people, ids.teller);
	if (d->household)
		read_household(rq, d);
	d->code_path = code_path(rq, d, household);
	say_telling(rq, d, household && !d->household);
	say_what_can_be_done(rq, d, &ids);
	if (d->can_choose) {
		read_choices(rq, d, ids.team);
		offer_people(rq, &people);
	}
	read_events(rq, d, &people, ids.reporter);
	rq->page->title = tr_fill(rq->arena, rq_tr(rq, N_("Melding {number}")), "number", d->number, NULL);
	rq->page->nav = "signals";
	return reply_page(&TPL_report_show, d);
}
