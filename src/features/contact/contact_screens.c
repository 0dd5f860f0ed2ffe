#include "contact_screens.h"
#include "../../platform/base/list.h"
#include "../../platform/web/drafts.h"
#include "contact.h"
#include "../signal/signal.h"
#include "contact_entities.h"
#include "templates.h"

SQL(household_name, "SELECT id, file_id, name, next_on, phase FROM v_household WHERE id = :household");
SQL(last_contacts,
	"SELECT id, file_id, at, kind, reached, note, by_name FROM v_contact WHERE household_id = :household ORDER BY at DESC LIMIT 3");
SQL(people_here,
	"SELECT p.id, p.file_id, p.first_name, p.birth_date, f.id FROM v_person p LEFT JOIN v_file f ON f.id = p.own_file_id"
	" WHERE p.household_id = :household AND NOT p.estranged ORDER BY p.id");

/* ---- a contact ---- */

static const struct code reached_codes[] = { { "yes", N_("Ja, gesproken") }, { "no", N_("Nee, niemand bereikt") }, { NULL, NULL } };
static const struct codes REACHED = { "reached", reached_codes };
static const char *const contact_take[] = { "kind", "note", "with_whom", "next_on", "domains", NULL };
static const struct field contact_own[] = {
	{ "got_through", N_("Is het gelukt?"), F_CODE, .codes = &REACHED, .required = true, .missing = N_("Kies of het gelukt is") },
	{ "about_id", N_("Wie leest dit?"), F_REF },
	{ "guess", N_("Raad het uit mijn woorden"), F_BOOL },
	{ "on", N_("Wanneer"), F_DAY },
	{ "time", N_("Hoe laat"), F_TEXT, .max = 5, .hint = N_("Bijvoorbeeld 14.30") },
	{ NULL }
};
static const struct input CONTACT = { "contact", &CONTACT_ENTITY, contact_take, contact_own };

static const char *name_of_household(struct request *rq)
{
	struct rows *r = sql_read(rq->slot, &household_name, WITH(p_id("household", rq->household)));
	const char *name = rows_next(r) ? rows_open(r, 2, "household.name") : NULL;
	rows_end(r);
	return name;
}

static void last_three(struct request *rq, struct contact_new_page *d)
{
	struct rows *r = sql_read(rq->slot, &last_contacts, WITH(p_id("household", rq->household)));
	while (rows_next(r)) {
		struct contact_new_page_last *c = LIST_ADD(rq->arena, d->last, d->last_n);
		c->at = rows_int(r, 2);
		c->kind = rq_tr(rq, code_label(&CONTACT_KINDS, rows_text(r, 3)));
		c->reached = rows_bool(r, 4);
		c->note = rows_open(r, 5, "contact.note");
		c->by = rows_open(r, 6, "contact.by_name");
	}
}

/* Who will read it, said before it is written: it hangs on age and custody (Jeugdwet 7.3.4, 7.3.11). */
static const char *reader_label(struct request *rq, const char *name, const char *born)
{
	struct day day;
	int age = born && day_parse(born, &day) ? day_age(day, rq->today) : 99;
	const char *message = age < 12 ? N_("Alleen over {name}: ouders met gezag lezen mee") : age < 16
		? N_("Alleen over {name}: {name} en ouders met gezag lezen mee") : N_("Alleen {name} leest mee");
	return tr_fill(rq->arena, rq_tr(rq, message), "name", name, NULL);
}

static void readers(struct request *rq)
{
	struct choice *choices = NULL;
	size_t n = 0;
	*LIST_ADD(rq->arena, choices, n) = (struct choice){ "", rq_tr(rq, N_("Iedereen in het gezin die het plan leest")) };
	struct rows *r = sql_read(rq->slot, &people_here, WITH(p_id("household", rq->household)));
	while (rows_next(r))
		if (rows_int(r, 4))
			*LIST_ADD(rq->arena, choices, n) = (struct choice){ id_text(rq->arena, rows_int(r, 0)),
				reader_label(rq, rows_open(r, 2, "person.first_name"), rows_open(r, 3, "person.birth_date")) };
	field_choices(rq->in, "about_id", choices, n);
}

static struct reply contact_page(struct request *rq)
{
	struct contact_new_page *d = ARENA_NEW(rq->arena, struct contact_new_page);
	d->household = rq->household;
	d->name = name_of_household(rq);
	if (!d->name)
		return reply_missing();
	last_three(rq, d);
	readers(rq);
	field_start(rq->in, "got_through", "yes");
	field_start(rq->in, "guess", "yes");
	field_start(rq->in, "kind", "visit");
	field_start_day(rq->in, "on", rq->today);
	draft_fill(rq, "contact", &d->draft);
	rq->page->title = rq_tr(rq, N_("Contact noteren"));
	rq->page->nav = "households";
	return reply_page(&TPL_contact_new_page, d);
}

/* "14.30", "14:30", "1430", "9 uur": the minutes of the day; -1 when it is no time. */
static int minutes_of(const char *text)
{
	int hour = 0, minute = 0, digits = 0;
	char clean[8];
	for (const char *p = text; *p && digits < 7; p++)
		if (*p >= '0' && *p <= '9')
			clean[digits++] = *p;
	clean[digits] = 0;
	if (!digits || digits > 4)
		return -1;
	int number = (int)strtol(clean, NULL, 10);
	hour = digits <= 2 ? number : number / 100;
	minute = digits <= 2 ? 0 : number % 100;
	return hour < 24 && minute < 60 ? hour * 60 + minute : -1;
}

static bool contact_moment(struct request *rq, moment *at)
{
	struct day on = field_day(rq->in, "on");
	const char *time = field_text(rq->in, "time");
	bool today = !day_known(on) || !day_diff(on, rq->today);
	int minutes = time ? minutes_of(time) : -1;
	if (time && minutes < 0) {
		field_fail(rq->in, "time", rq_tr(rq, N_("Vul een tijd in, bijvoorbeeld 14.30")));
		return false;
	}
	*at = minutes >= 0 ? day_at(today ? rq->today : on, minutes / 60, minutes % 60) : today ? rq->now : day_at(on, 12, 0);
	if (*at > rq->now + MINUTES(1)) {
		field_fail(rq->in, "on", rq_tr(rq, N_("Dit moment moet nog komen. Noteer het als het geweest is")));
		return false;
	}
	return true;
}

/* What was ticked, and what the words say as long as that was not tapped away. */
static const char *about_what(struct request *rq)
{
	const char *note = field_text(rq->in, "note"), *guess = note && field_yes(rq->in, "guess") ? report_guess_domains(rq->arena, note) : "", *all = "";
	for (const struct code *c = LIFE_DOMAINS.list; c->code; c++) {
		const char *guessed = strstr(guess, c->code);
		if (field_has(rq->in, "domains", c->code) || guessed)
			all = arena_printf(rq->arena, "%s%s%s", all, *all ? " " : "", c->code);
	}
	return all;
}

static struct reply contact_save(struct request *rq)
{
	struct contact_new c = { .household = rq->household, .kind = field_text(rq->in, "kind"), .note = field_text(rq->in, "note"),
		.with_whom = field_text(rq->in, "with_whom"), .next_on = field_day(rq->in, "next_on"), .about = field_id(rq->in, "about_id"), .domains = about_what(rq) };
	c.reached = !strcmp(field_text(rq->in, "got_through"), "yes");
	if (!contact_moment(rq, &c.at))
		return reply_again();
	if (day_known(c.next_on) && day_diff(rq->today, c.next_on) < 0) {
		field_fail(rq->in, "next_on", rq_tr(rq, N_("Deze dag is al geweest")));
		return reply_again();
	}
	if (!contact_add(rq->slot, &c, rq->viewer.name))
		return reply_missing();
	draft_gone(rq, "contact");
	return reply_go(rq, c.reached ? "contact" : "attempt", "/households/%lld", (long long)rq->household);
}

/* ---- questions ---- */

SQL(questions_of,
	"SELECT id, file_id, kind, text, by_name, at, answer_by, answer, answered_at, answered_by FROM v_question WHERE household_id = :household"
	" ORDER BY CASE WHEN answered_at IS NULL AND answer_by IS NOT NULL THEN 0 ELSE 1 END, at DESC LIMIT 100");
SQL(question_one,
	"SELECT id, file_id, kind, text, by_name, at, answer_by, answer, answered_at, answered_by FROM v_question"
	" WHERE household_id = :household AND id = :id");

static void question_fill(struct request *rq, struct question_line *q, struct rows *r)
{
	q->id = rows_int(r, 0);
	q->household = rq->household;
	q->kind = rows_text(r, 2);
	q->kind_label = rq_tr(rq, code_label(entity_field(&QUESTION_ENTITY, "kind")->codes, q->kind));
	q->text = rows_open(r, 3, "question.text");
	q->by = rows_open(r, 4, "question.by_name");
	q->at = rows_int(r, 5);
	q->answer_by = rows_day(r, 6);
	q->answer = rows_open(r, 7, "question.answer");
	q->answered_at = rows_int(r, 8);
	q->answered_by = rows_open(r, 9, "question.answered_by");
	q->late = !q->answered_at && day_known(q->answer_by) && day_diff(rq->today, q->answer_by) < 0;
}

static struct reply questions(struct request *rq)
{
	struct questions_page *d = ARENA_NEW(rq->arena, struct questions_page);
	d->household = rq->household;
	d->name = name_of_household(rq);
	if (!d->name)
		return reply_missing();
	struct rows *r = sql_read(rq->slot, &questions_of, WITH(p_id("household", rq->household)));
	while (rows_next(r))
		question_fill(rq, LIST_ADD(rq->arena, d->questions, d->questions_n), r);
	rq->page->title = rq_tr(rq, N_("Vragen van het gezin"));
	rq->page->nav = "households";
	return reply_page(&TPL_questions_page, d);
}

static const char *const answer_take[] = { "answer", NULL };
static const struct input ANSWER = { "answer", &QUESTION_ENTITY, answer_take, NULL };

static struct reply question(struct request *rq)
{
	struct question_page *d = ARENA_NEW(rq->arena, struct question_page);
	struct rows *r = sql_read(rq->slot, &question_one, WITH(p_id("household", rq->household), p_id("id", rq->id[1])));
	if (!rows_next(r))
		return reply_missing();
	question_fill(rq, &d->q, r);
	rows_end(r);
	d->household = rq->household;
	d->name = name_of_household(rq);
	rq->page->title = rq_tr(rq, N_("Een vraag van het gezin"));
	rq->page->nav = "households";
	return reply_page(&TPL_question_page, d);
}

static struct reply question_save(struct request *rq)
{
	const char *answer = field_text(rq->in, "answer");
	if (!answer) {
		field_fail(rq->in, "answer", rq_tr(rq, N_("Schrijf een antwoord")));
		return reply_again();
	}
	bool asked_here = sql_number(rq->slot, &question_one, WITH(p_id("household", rq->household), p_id("id", rq->id[1])), 0) == rq->id[1];
	if (!asked_here || !question_answer(rq->slot, rq->id[1], answer, rq->viewer.name))
		return reply_missing();
	return reply_go(rq, "answered", "/households/%lld/questions", (long long)rq->household);
}

const struct route CONTACT_ROUTES[] = {
	{ METHOD_GET, "/households/{household}/contacts/new", RELATION_HOUSEHOLD, K_TEAM, .run = contact_page, .input = &CONTACT,
		.summary = "Note a contact or an attempt" },
	{ METHOD_POST, "/households/{household}/contacts", RELATION_HOUSEHOLD, K_TEAM, .run = contact_save, .input = &CONTACT, .again = contact_page,
		.summary = "Save a contact or an attempt; a failed attempt plans the next" },
	{ METHOD_GET, "/households/{household}/questions", RELATION_HOUSEHOLD, K_TEAM, .run = questions, .summary = "What the family asked, and the answers" },
	{ METHOD_GET, "/households/{household}/questions/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = question, .input = &ANSWER, .summary = "One question of the family" },
	{ METHOD_POST, "/households/{household}/questions/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = question_save, .input = &ANSWER, .again = question,
		.summary = "Answer the family" },
	{ .path = NULL }
};
