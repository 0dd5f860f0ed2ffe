/* How each thing happens: by the rules of the parts, as who did it. */
#include "../../account/accounts.h"
#include "../../contact/contact.h"
#include "../../household/household.h"
#include "../../monitor/attention.h"
#include "../../plan/plan.h"
#include "../../privacy/access.h"
#include "../../signal/signal.h"
#include "story.h"

SQL(story_history_add, "INSERT INTO history (id, file_id, household_id, year, what, outcome, by_id, at)"
	" VALUES (:id, :file, :household, :year, :what, :outcome, :by, :now)");
SQL(story_note_add, "INSERT INTO domain_note (id, file_id, household_id, domain, kind, text, whose, by_id, at)"
	" VALUES (:id, :file, :household, :domain, :kind, :text, :whose, :by, :now)");
SQL(story_link_add, "INSERT INTO domain_link (id, file_id, household_id, domain, other_domain, text, by_id, at)"
	" VALUES (:id, :file, :household, :domain, :other, :text, :by, :now)");
SQL(story_view_add, "INSERT INTO domain_view (id, file_id, household_id, domain, choice, score, at, by_id)"
	" VALUES (:id, :file, :household, :domain, :choice, :score, :now, :by)");
SQL(story_talk_add, "INSERT INTO talk (id, file_id, household_id, on_day, about, present, family_present, by_id, at)"
	" VALUES (:id, :file, :household, :on, :about, :present, :family, :by, :now)");

SQL(story_family_wrote, "SELECT id FROM v_attention WHERE household_id = :household AND rule = 'family_wrote' AND NOT escalated");

/* The member of that key or first name; NULL when it is somebody else (a name that is only written down). */
static struct teller_member *member_of(struct story *s, const char *who)
{
	for (size_t i = 0; who && i < s->members_n; i++)
		if (!strcmp(s->member[i].key, who) || !strcmp(s->member[i].name, who))
			return &s->member[i];
	return NULL;
}

void story_as(struct story *s, const char *who)
{
	const struct teller_member *m = member_of(s, who);
	slot_view_as(s->d->slot, m && m->account ? m->account : s->self_led ? s->self_led : s->lead->account);
}

static id64 file_of(struct story *s)
{
	return household_file(s->d->slot, s->household);
}

static struct blob sealed(struct story *s, const char *where, id64 row, const char *text)
{
	return text ? slot_seal(s->d->slot, file_of(s), where, row, text) : (struct blob){ NULL, 0 };
}

static id64 sql_viewer(struct story *s)
{
	return slot_viewer(s->d->slot);
}

/* ---- the household and its people ---- */

static id64 open_by_report(struct story *s, const struct household_new *new, const json_t *report)
{
	struct slot *slot = s->d->slot;
	struct report_receipt receipt;
	id64 taken_by, partner = text_of(report, "login") ? demo_who(s->d, text_of(report, "login"))->account : 0;
	slot_view_as(slot, partner ? partner : NOBODY);
	if (!report_receive(slot, &(struct report_new){ .team = new->team, .reporter = partner, .what = text_of(report, "what"), .domains = text_of(report, "domains"),
			.about = text_of(report, "about"), .place = text_of(report, "place"), .knows = text_of(report, "knows"), .reporter_kind = text_of(report, "kind"),
			.reporter_name = text_of(report, "reporter"), .reporter_phone = text_of(report, "phone"),
			.reporter_organisation = text_of(report, "organisation"), .area_code = new->area_code }, &receipt))
		return 0;
	slot_view_as(slot, s->lead->account);
	id64 household = report_take(slot, receipt.report, 0, new->name, s->lead->name, &taken_by);
	bool fine = household && household_change(slot, household, new)
		&& (!text_of(report, "answer") || report_answer(slot, receipt.report, text_of(report, "answer"), NULL, s->lead->name));
	return fine ? household : 0;
}

bool happen_open(struct story *s, const json_t *j, int n)
{
	(void)n;
	s->lead = demo_who(s->d, text_of(j, "professional"));
	if (!s->lead)
		return false;
	struct household_new new = { .team = demo_team_id(s->d, s->lead->team), .name = text_of(j, "name"), .address = text_of(j, "address"),
		.postcode = text_of(j, "postcode"), .place = "Veldendam", .area_code = text_of(j, "area"), .professional = s->lead->account,
		.phase = text_at(json_array_get(json_object_get(j, "phases"), 0), 1) };
	const json_t *report = json_object_get(j, "report");
	slot_view_as(s->d->slot, s->lead->account);
	s->household = report ? open_by_report(s, &new, report) : household_open(s->d->slot, &new);
	return s->household != 0;
}

/* A birthday for everybody: as told (in so many days), else somewhere in the year but not around now. */
static struct day born(struct story *s, const json_t *j)
{
	int age = number_of(j, "age", -1), ahead = number_of(j, "turns_in", 0);
	uint32_t h = 2166136261u;
	if (age < 0)
		return (struct day){ 0, 0, 0 };
	for (const char *c = text_of(j, "first"), *family = s->name; *c || *family; c += *c != 0, family += *family != 0)
		h = (h ^ (unsigned char)(*c + 31 * *family)) * 16777619u;
	if (!ahead)
		ahead = 45 + (int)(h % 300);
	return day_add_months(demo_day(s->d, ahead), -12 * (age + 1));
}

bool happen_person(struct story *s, const json_t *j, int n)
{
	const char *first = text_of(j, "first"), *role = text_of(j, "role");
	bool away = json_is_true(json_object_get(j, "away"));
	(void)n;
	if (!first || !role || s->members_n == MEMBERS_MOST)
		return false;
	id64 person = person_add(s->d->slot, &(struct person_new){ .household = s->household, .first_name = first, .last_name = text_of(j, "last"),
		.role = role, .language = text_of(j, "language"), .phone = text_of(j, "phone"), .birth = born(s, j), .lives_here = !away,
		.interpreter = json_is_true(json_object_get(j, "interpreter")) });
	const char *key = text_of(j, "key");
	s->member[s->members_n++] = (struct teller_member){ key ? key : first, first, role, person, 0,
		number_of(j, "age", 0) < 18 && !strcmp(role, "child"), !away };
	return person != 0;
}

bool happen_estranged(struct story *s, const json_t *j, int n)
{
	struct teller_member *m = member_of(s, text_of(j, "key") ? text_of(j, "key") : text_of(j, "first"));
	(void)n;
	return m && person_update(s->d->slot, m->person, &(struct person_new){ .household = s->household, .first_name = text_of(j, "first"),
		.last_name = text_of(j, "last"), .role = m->role, .language = text_of(j, "language"), .phone = text_of(j, "phone"), .birth = born(s, j),
		.lives_here = m->lives_here, .estranged = true });
}

static bool set_custody(struct story *s, const char *child, const char *holder, const char *kind, const char *source)
{
	struct teller_member *c = member_of(s, child), *h = member_of(s, holder);
	return c && h && custody_set(s->d->slot, &(struct custody_new){ s->household, c->person, h->person, kind, source,
		!strcmp(source, "told") ? (struct day){ 0, 0, 0 } : demo_day(s->d, s->opened) });
}

/* As told; else every parent has custody of every child, as both say. */
bool happen_custody(struct story *s, const json_t *j, int n)
{
	size_t i;
	json_t *one;
	bool fine = true;
	(void)n;
	json_array_foreach(j, i, one)
		fine &= set_custody(s, text_at(one, 0), text_at(one, 1), text_at(one, 2), text_at(one, 3));
	for (struct teller_member *c = s->member; !j && c < s->member + s->members_n; c++)
		for (struct teller_member *p = s->member; c->child && p < s->member + s->members_n; p++)
			if (!strcmp(p->role, "parent"))
				fine &= set_custody(s, c->key, p->key, "parental", s->opened < -60 ? "register" : "told");
	return fine;
}

bool happen_sign_in(struct story *s, const json_t *j, int n)
{
	struct teller_member *m = member_of(s, text_of(j, "key") ? text_of(j, "key") : text_of(j, "first"));
	(void)n;
	const char *code = m ? account_invite(s->d->slot, m->person) : NULL;
	if (!code)
		return false;
	slot_view_as(s->d->slot, NOBODY);
	m->account = invite_accept(s->d->slot, code, text_of(j, "login"), s->d->password);
	return m->account != 0;
}

bool happen_phase(struct story *s, const json_t *j, int n)
{
	(void)n;
	return household_phase(s->d->slot, s->household, text_at(j, 1), text_at(j, 2));
}

bool happen_light(struct story *s, const json_t *j, int n)
{
	(void)j; (void)n;
	return household_light(s->d->slot, s->household, true);
}

bool happen_change(struct story *s, const json_t *j, int n)
{
	const struct demo_staff *next = demo_who(s->d, text_at(j, 1));
	(void)n;
	bool fine = next && household_professional(s->d->slot, s->household, next->account, NULL, text_at(j, 2));
	if (fine)
		s->lead = next;
	return fine;
}

bool happen_self_led(struct story *s, const json_t *j, int n)
{
	size_t first = strcspn(text_at(j, 1), " ");
	(void)n;
	for (size_t i = 0; i < s->members_n; i++)
		if (!strncmp(s->member[i].name, text_at(j, 1), first) && !s->member[i].name[first])
			s->self_led = s->member[i].account;
	return household_professional(s->d->slot, s->household, 0, text_at(j, 1), text_at(j, 2));
}

bool happen_next(struct story *s, const json_t *j, int n)
{
	(void)n;
	return household_next(s->d->slot, s->household, demo_day(s->d, number_at(j, 0, 7)), text_at(j, 1), text_at(j, 2));
}

/* ---- what was learned of them ---- */

bool happen_history(struct story *s, const json_t *j, int n)
{
	id64 id = id_new();
	(void)n;
	return sql_run(s->d->slot, &story_history_add, WITH(p_id("id", id), p_id("file", file_of(s)), p_id("household", s->household),
		p_text("year", text_at(j, 0)), p_blob("what", sealed(s, "history.what", id, text_at(j, 1))),
		p_blob("outcome", sealed(s, "history.outcome", id, text_at(j, 2))), p_id("by", sql_viewer(s)), p_moment("now", slot_now(s->d->slot)))) == 1;
}

bool happen_tie(struct story *s, const json_t *j, int n)
{
	struct teller_member *m = member_of(s, text_at(j, 6));
	(void)n;
	return tie_add(s->d->slot, &(struct tie_new){ .household = s->household, .person = m ? m->person : 0, .kind = text_at(j, 0), .name = text_at(j, 1),
		.organisation = text_at(j, 2), .works_on = text_at(j, 3), .closeness = number_at(j, 4, 2), .domain = text_at(j, 5) }) != 0;
}

bool happen_domain(struct story *s, const json_t *j, int n)
{
	id64 id = id_new();
	(void)n;
	return sql_run(s->d->slot, &story_note_add, WITH(p_id("id", id), p_id("file", file_of(s)), p_id("household", s->household),
		p_text("domain", text_at(j, 0)), p_text("kind", text_at(j, 1)), p_blob("text", sealed(s, "domain_note.text", id, text_at(j, 2))),
		p_blob("whose", sealed(s, "domain_note.whose", id, text_at(j, 3))), p_id("by", sql_viewer(s)),
		p_moment("now", slot_now(s->d->slot)))) == 1;
}

bool happen_link(struct story *s, const json_t *j, int n)
{
	id64 id = id_new();
	(void)n;
	return sql_run(s->d->slot, &story_link_add, WITH(p_id("id", id), p_id("file", file_of(s)), p_id("household", s->household),
		p_text("domain", text_at(j, 0)), p_text("other", text_at(j, 1)), p_blob("text", sealed(s, "domain_link.text", id, text_at(j, 2))),
		p_id("by", sql_viewer(s)), p_moment("now", slot_now(s->d->slot)))) == 1;
}

/* [day or nothing, domain, number]; a number below 0: "not needed, our choice". */
bool happen_seen(struct story *s, const json_t *j, int n)
{
	size_t at = json_is_integer(json_array_get(j, 0)) ? 1 : 0;
	int score = number_at(j, at + 1, -2);
	(void)n;
	return sql_run(s->d->slot, &story_view_add, WITH(p_id("id", id_new()), p_id("file", file_of(s)), p_id("household", s->household),
		p_text("domain", text_at(j, at)), p_text("choice", score == -1 ? "not_needed" : "seen"),
		score >= 0 ? p_int("score", score) : p_null("score", PARAM_INT), p_moment("now", slot_now(s->d->slot)),
		p_id("by", sql_viewer(s)))) == 1;
}

/* ---- the plan ---- */

bool happen_offer(struct story *s, const json_t *j, int n)
{
	const char *own = text_of(j, "own_plan"), *supporter = text_of(j, "supporter");
	(void)n;
	return (!own || plan_offer(s->d->slot, s->household, "own_plan", own, s->lead->name))
		&& (!supporter || plan_offer(s->d->slot, s->household, "supporter", supporter, s->lead->name));
}

bool happen_plan(struct story *s, const json_t *j, int n)
{
	const char *freedom = text_of(j, "freedom");
	(void)n;
	return plan_set(s->d->slot, s->household, &(struct plan_text){ text_of(j, "horizon"), freedom ? freedom : "voluntary", text_of(j, "consequence") },
		s->lead->name, 0) == PLAN_SAVED;
}

bool happen_agree(struct story *s, const json_t *j, int n)
{
	(void)n;
	return plan_agree(s->d->slot, s->household, text_of(j, "by"), s->lead->name);
}

bool happen_wish(struct story *s, const json_t *j, int n)
{
	(void)n;
	story_as(s, text_at(j, 2));
	id64 wish = wish_add(s->d->slot, s->household, text_at(j, 1), text_at(j, 2), text_at(j, 2));
	slot_view_as(s->d->slot, s->lead->account);
	return wish && (!text_at(j, 3) || wish_pick(s->d->slot, wish, text_at(j, 3), s->lead->name));
}

bool happen_goal(struct story *s, const json_t *j, int n)
{
	struct teller_member *m = member_of(s, text_of(j, "who"));
	const char *state = text_of(j, "state");
	bool settled = state && (!strcmp(state, "done") || !strcmp(state, "dropped"));
	if (n >= GOALS_MOST)
		return false;
	s->goal[n] = goal_add(s->d->slot, &(struct goal_new){ .household = s->household, .person = m ? m->person : 0, .domain = text_of(j, "d"),
		.title = text_of(j, "t"), .state = settled ? NULL : state }, s->lead->name);
	return s->goal[n] != 0;
}

bool happen_goal_state(struct story *s, const json_t *j, int n)
{
	return goal_state(s->d->slot, s->goal[n], text_of(j, "state"), s->lead->name);
}

/* The id of a step is kept at the end of its own array, as text. */
enum { STEP_ID = 8 };

static id64 step_id(const json_t *j)
{
	id64 id = 0;
	id_parse(text_at(j, STEP_ID), &id);
	return id;
}

bool happen_step(struct story *s, const json_t *j, int n)
{
	const char *by = text_at(j, 1), *who = text_at(j, 2);
	struct teller_member *m = member_of(s, who);
	id64 account = m ? m->account : !strcmp(by, "professional") && who && !strncmp(who, s->lead->name, strlen(who)) ? s->lead->account : 0;
	id64 id = step_add(s->d->slot, &(struct step_new){ .household = s->household, .goal = n >= 0 ? s->goal[n] : 0, .title = text_at(j, 0),
		.who_kind = by, .who = who, .who_account = account,
		.due = json_is_integer(json_array_get(j, 3)) ? demo_day(s->d, number_at(j, 3, 7)) : (struct day){ 0, 0, 0 } }, s->lead->name);
	while (json_array_size(j) < STEP_ID)
		json_array_append_new((json_t *)j, json_null());
	json_array_append_new((json_t *)j, json_string(id_text(s->d->arena, id)));
	return id != 0;
}

bool happen_step_done(struct story *s, const json_t *j, int n)
{
	(void)n;
	story_as(s, text_at(j, 2));
	return step_done(s->d->slot, step_id(j), true, text_at(j, 2) ? text_at(j, 2) : s->lead->name);
}

bool happen_step_stuck(struct story *s, const json_t *j, int n)
{
	(void)n;
	story_as(s, text_at(j, 2));
	return step_stuck(s->d->slot, step_id(j), text_at(j, 5), text_at(j, 2) ? text_at(j, 2) : s->lead->name);
}

bool happen_agreement(struct story *s, const json_t *j, int n)
{
	(void)n;
	return agreement_add(s->d->slot, s->household, text_at(j, 1), text_at(j, 2), s->lead->name) != 0;
}

bool happen_review(struct story *s, const json_t *j, int n)
{
	size_t i;
	json_t *word;
	(void)n;
	id64 review = review_add(s->d->slot, &(struct review_new){ .household = s->household, .on = demo_day(s->d, number_at(j, 0, 0)),
		.family_present = true, .network_present = json_is_true(json_array_get(j, 3)), .present = text_at(j, 1), .text = text_at(j, 2) }, s->lead->name);
	bool fine = review != 0;
	json_array_foreach(json_array_get(j, 4), i, word) {
		int goal = number_at(word, 0, 0);
		fine &= goal >= 0 && goal < GOALS_MOST && s->goal[goal]
			&& review_word(s->d->slot, review, s->goal[goal], text_at(word, 1), text_at(word, 2), number_at(word, 3, -1), s->lead->name);
	}
	return fine;
}

/* ---- contact ---- */

/* Who speaks the family has read what it wrote. */
static void was_read(struct story *s)
{
	id64 row = sql_number(s->d->slot, &story_family_wrote, WITH(p_id("household", s->household)), 0);
	if (row)
		attention_done(s->d->slot, row);
}

bool happen_contact(struct story *s, const json_t *j, int n)
{
	(void)n;
	const struct teller_member *about = text_at(j, 5) ? member_of(s, text_at(j, 5)) : NULL;
	if (json_is_true(json_array_get(j, 2)))
		was_read(s);
	return contact_add(s->d->slot, &(struct contact_new){ .household = s->household, .kind = text_at(j, 1),
		.reached = json_is_true(json_array_get(j, 2)), .note = text_at(j, 3), .with_whom = text_at(j, 4),
		.about = about ? about->person : 0 }, s->lead->name) != 0;
}

bool happen_question(struct story *s, const json_t *j, int n)
{
	(void)n;
	story_as(s, text_at(j, 3));
	id64 question = question_ask(s->d->slot, s->household, 0, text_at(j, 1), text_at(j, 2), text_at(j, 3));
	slot_view_as(s->d->slot, s->lead->account);
	return question && (!text_at(j, 4) || question_answer(s->d->slot, question, text_at(j, 4), s->lead->name));
}

bool happen_talk(struct story *s, const json_t *j, int n)
{
	id64 id = id_new();
	(void)n;
	return sql_run(s->d->slot, &story_talk_add, WITH(p_id("id", id), p_id("file", file_of(s)), p_id("household", s->household),
		p_day("on", s->d->arena, demo_day(s->d, number_at(j, 0, 0))), p_blob("about", sealed(s, "talk.about", id, text_at(j, 1))),
		p_blob("present", sealed(s, "talk.present", id, text_at(j, 2))), p_bool("family", json_is_true(json_array_get(j, 3))),
		p_id("by", sql_viewer(s)), p_moment("now", slot_now(s->d->slot)))) == 1;
}

/* ---- who may know ---- */

bool happen_consent(struct story *s, const json_t *j, int n)
{
	const struct demo_staff *who = demo_who(s->d, text_at(j, 1));
	(void)n;
	story_as(s, text_at(j, 2));
	return who && consent_give(s->d->slot, s->household, who->account, day_begin(demo_day(s->d, number_at(j, 3, 180))), text_at(j, 4));
}

bool happen_hold(struct story *s, const json_t *j, int n)
{
	const struct demo_staff *second = demo_who(s->d, text_at(j, 1));
	id64 file;
	(void)n;
	id64 hold = second ? hold_make(s->d->slot, &(struct hold_new){ s->household, text_at(j, 2), second->account, demo_day(s->d, number_at(j, 5, 30)),
		text_at(j, 3), text_at(j, 4), demo_day(s->d, number_at(j, 0, 0)) }, &file) : 0;
	if (!hold)
		return false;
	slot_view_as(s->d->slot, second->account);
	return hold_second(s->d->slot, hold);
}

bool happen_emergency(struct story *s, const json_t *j, int n)
{
	const struct demo_staff *who = demo_who(s->d, text_at(j, 1)), *reviewer = demo_who(s->d, "ingrid");
	(void)n;
	if (!who || !reviewer)
		return false;
	slot_view_as(s->d->slot, who->account);
	id64 access = emergency_open(s->d->slot, s->household, text_at(j, 2));
	if (!access || !text_at(j, 3))
		return access != 0;
	demo_at(s->d, number_at(j, 0, 0) + 2, 10, 0);
	slot_view_as(s->d->slot, reviewer->account);
	return emergency_review(s->d->slot, access, true, text_at(j, 3));
}
