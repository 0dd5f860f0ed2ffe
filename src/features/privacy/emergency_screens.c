/* The emergency door: a reason first, the essentials alone, 24 hours, reviewed from outside the team. And the privacy officer's page. */
#include "../../platform/base/list.h"
#include "../account/account_entities.h"
#include "../monitor/attention.h"
#include "access.h"
#include "looks.h"
#include "privacy_screens.h"
#include "templates.h"

/* ---- opening the door ---- */

static const struct field door_fields[] = {
	{ "number", N_("Nummer van het gezin"), F_TEXT, .max = 12, .required = true, .missing = N_("Vul het nummer van het gezin in, bijvoorbeeld DZ4719"),
		.hint = N_("Vraag het aan de coördinator of de meldkamer van het team") },
	{ "reason", N_("Wat is er nu aan de hand?"), F_LONG, .max = 1000, .required = true, .missing = N_("Schrijf op waarom dit nu niet kan wachten"),
		.hint = N_("Het gezin leest dit later ook") },
	{ "hold", N_("Weten zou nu iemand in gevaar brengen: laat het gezin dit nog niet zien"), F_BOOL,
		.hint = N_("Hoogstens drie maanden. De privacyfunctionaris kijkt mee") },
	{ NULL }
};
static const struct input DOOR = { .name = "emergency", .own = door_fields };

SQL(household_by_number, "SELECT h.id FROM s_household h WHERE h.number = :number AND h.closed_at IS NULL");

static struct reply door_page(struct request *rq)
{
	struct emergency_door *d = ARENA_NEW(rq->arena, struct emergency_door);
	rq->page->title = rq_tr(rq, N_("Noodtoegang"));
	return reply_page(&TPL_emergency_door, d);
}

static const char *plain_number(struct request *rq, const char *typed)
{
	char *n = arena_alloc(rq->arena, strlen(typed) + 1);
	size_t at = 0;
	for (const char *p = typed; *p; p++)
		if (*p != ' ' && *p != '-')
			n[at++] = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
	return n;
}

static struct reply door_open(struct request *rq)
{
	slot_view_as(rq->slot, NABIJ_ITSELF);
	id64 household = sql_number(rq->slot, &household_by_number, WITH(p_text("number", plain_number(rq, field_text(rq->in, "number")))), 0);
	slot_view_as(rq->slot, rq->viewer.account);
	id64 access = household ? emergency_open(rq->slot, household, field_text(rq->in, "reason")) : 0;
	if (!access || (field_yes(rq->in, "hold") && !emergency_hold(rq->slot, access, day_add(rq->today, 92)))) {
		field_fail(rq->in, "number", rq_tr(rq, N_("Met dit nummer kunnen we de deur niet openen. Klopt het?")));
		return reply_again();
	}
	return reply_go(rq, "door", "/households/%lld/essentials", (long long)household);
}

/* ---- the essentials ---- */

SQL(essentials_household, "SELECT h.id, h.file_id, h.name, h.address, h.postcode, h.place, h.professional_id FROM v_household h WHERE h.id = :household");
SQL(essentials_people,
	"SELECT p.id, p.file_id, p.first_name, p.last_name, p.birth_date, p.role, p.phone, p.language, p.interpreter FROM v_person p"
	" WHERE p.household_id = :household ORDER BY p.id");
SQL(essentials_ties,
	"SELECT t.id, t.file_id, t.name, t.organisation, t.phone FROM v_tie t WHERE t.household_id = :household AND t.until_at > :now"
	" AND t.closeness = 1 ORDER BY t.id LIMIT 20");
SQL(essentials_professional, "SELECT c.id, c.file_id, c.name, c.phone FROM v_account c WHERE c.id = :account");

static void essentials_around(struct request *rq, struct essentials *d, id64 professional)
{
	struct rows *r = sql_read(rq->slot, &essentials_people, WITH(p_id("household", rq->household)));
	while (rows_next(r)) {
		struct essentials_people *p = LIST_ADD(rq->arena, d->people, d->people_n);
		const char *last = rows_open(r, 3, "person.last_name"), *born = rows_open(r, 4, "person.birth_date");
		p->name = arena_printf(rq->arena, "%s %s", rows_open(r, 2, "person.first_name"), last ? last : "");
		day_parse(born ? born : "", &p->born);
		p->phone = rows_open(r, 6, "person.phone");
		p->interpreter = rows_bool(r, 8);
	}
	r = sql_read(rq->slot, &essentials_ties, WITH(p_id("household", rq->household), p_moment("now", rq->now)));
	while (rows_next(r)) {
		struct essentials_near *n = LIST_ADD(rq->arena, d->near, d->near_n);
		n->name = rows_open(r, 2, "tie.name");
		n->phone = rows_open(r, 4, "tie.phone");
	}
	r = sql_read(rq->slot, &essentials_professional, WITH(p_id("account", professional)));
	if (rows_next(r)) {
		d->professional = rows_open(r, 2, "account.name");
		d->professional_phone = rows_open(r, 3, "account.phone");
	}
	rows_end(r);
}

static struct reply essentials(struct request *rq)
{
	struct essentials *d = ARENA_NEW(rq->arena, struct essentials);
	struct rows *r = sql_read(rq->slot, &essentials_household, WITH(p_id("household", rq->household)));
	if (!rows_next(r))
		return reply_missing();
	d->household = rq->household;
	d->name = rows_open(r, 2, "household.name");
	d->address = rows_open(r, 3, "household.address");
	d->postcode = rows_open(r, 4, "household.postcode");
	d->place = rows_open(r, 5, "household.place");
	id64 professional = rows_int(r, 6);
	rows_end(r);
	essentials_around(rq, d, professional);
	rq->page->title = rq_tr(rq, N_("Het hoognodige"));
	rq->page->nav = "households";
	return reply_page(&TPL_essentials, d);
}

/* ---- the review, by a privacy officer ---- */

static const struct code verdicts[] = { { "yes", N_("Ja, dit was nodig") }, { "no", N_("Nee, dit was niet nodig: behandel het als datalek") }, { NULL, NULL } };
static const struct codes VERDICTS = { "verdict", verdicts };
static const struct field review_fields[] = {
	{ "justified", N_("Was dit nodig?"), F_CODE, .codes = &VERDICTS, .required = true, .missing = N_("Kies ja of nee") },
	{ "show", N_("Laat het gezin dit nu zien"), F_BOOL },
	{ "word", N_("Wat leest het gezin daarover?"), F_LONG, .max = 500, .required = true, .missing = N_("Schrijf op wat het gezin leest") },
	{ NULL }
};
static const struct input REVIEW = { .name = "emergency_review", .own = review_fields };

static struct reply emergencies(struct request *rq)
{
	struct emergencies *d = ARENA_NEW(rq->arena, struct emergencies);
	struct emergency *list = NULL;
	size_t n = emergencies_to_review(rq->slot, &list);
	for (size_t i = 0; i < n; i++) {
		struct emergencies_open *o = LIST_ADD(rq->arena, d->open, d->open_n);
		*o = (struct emergencies_open){ .id = list[i].access, .number = list[i].number, .who = list[i].who, .reason = list[i].reason, .from = list[i].from };
	}
	rq->page->title = rq_tr(rq, N_("Noodtoegang controleren"));
	rq->page->nav = "privacy";
	return reply_page(&TPL_emergencies, d);
}

static struct reply emergency_page(struct request *rq)
{
	struct emergency_review_page *d = ARENA_NEW(rq->arena, struct emergency_review_page);
	struct emergency *list = NULL;
	size_t n = emergencies_to_review(rq->slot, &list);
	for (size_t i = 0; i < n; i++)
		if (list[i].access == rq->id[0]) {
			*d = (struct emergency_review_page){ .id = list[i].access, .number = list[i].number, .who = list[i].who, .reason = list[i].reason, .from = list[i].from,
				.held_until = list[i].held_until > rq->now ? list[i].held_until : 0 };
			rq->page->title = rq_tr(rq, N_("Noodtoegang controleren"));
			rq->page->nav = "privacy";
			return reply_page(&TPL_emergency_review_page, d);
		}
	return reply_missing();
}

static struct reply emergency_judge(struct request *rq)
{
	bool justified = !strcmp(field_text(rq->in, "justified"), "yes");
	if (!emergency_review(rq->slot, rq->id[0], justified, field_text(rq->in, "word"))
			|| (field_yes(rq->in, "show") && !emergency_hold(rq->slot, rq->id[0], (struct day){ 0, 0, 0 })))
		return reply_missing();
	return reply_go(rq, "judged", "/privacy");
}

/* ---- the privacy officer's start: the log, not the content ---- */

SQL(officer_log,
	"SELECT l.id, l.file_id, l.at, l.account_id, l.ground, l.route, l.action FROM v_log l"
	" WHERE l.at <= :before AND (l.at < :before OR l.id < :row) ORDER BY l.at DESC, l.id DESC LIMIT :n");
SQL(officer_refused, "SELECT count(*) FROM v_log l WHERE l.action = 'refused' AND l.at > :since");
SQL(officer_tasks,
	"SELECT t.id, t.file_id, t.rule, t.due_on, t.name FROM v_attention t WHERE t.account_id = :me ORDER BY t.due_on LIMIT 50");
SQL(officer_names, "SELECT c.id, c.file_id, c.name FROM v_account c WHERE c.file_id = 1 AND c.id IN (SELECT o.account_id FROM"
	" (SELECT l.account_id FROM v_log l WHERE l.at <= :before AND (l.at < :before OR l.id < :row) ORDER BY l.at DESC, l.id DESC LIMIT :n) o)");
enum { LOOKS_A_PAGE = 40 };

struct staff { id64 id; const char *name; };

static const char *staff_name(const struct staff *list, size_t n, id64 id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			return list[i].name;
	return NULL;
}

/* Several files seen in one look (a list) are one line. */
static struct privacy_start_lines *officer_line(struct request *rq, struct privacy_start *d, struct rows *r, const char *who)
{
	struct privacy_start_lines *last = d->lines_n ? &d->lines[d->lines_n - 1] : NULL;
	const char *ground = code_label(&GROUNDS, rows_text(r, 4));
	struct privacy_start_lines new = { .at = rows_int(r, 2), .who = who, .route = rows_text(r, 5), .what = looks_words(rq, rows_text(r, 5)), .action = rows_text(r, 6),
		.ground = ground ? rq_tr(rq, ground) : rq_tr(rq, N_("geen")), .refused = !strcmp(rows_text(r, 6), "refused") };
	if (last && last->at == new.at && !strcmp(last->who, new.who) && !strcmp(last->route, new.route) && !strcmp(last->action, new.action) && !strcmp(last->ground, new.ground))
		return last;
	last = LIST_ADD(rq->arena, d->lines, d->lines_n);
	*last = new;
	return last;
}

static void officer_lines(struct request *rq, struct privacy_start *d, struct look_from from)
{
	struct staff *staff = NULL;
	size_t n = 0, looks = 0;
	const struct param *page = WITH(p_moment("before", from.at), p_id("row", from.row), p_int("n", LOOKS_A_PAGE));
	struct rows *r = sql_read(rq->slot, &officer_names, page);
	while (rows_next(r)) {
		struct staff *s = LIST_ADD(rq->arena, staff, n);
		s->id = rows_int(r, 0);
		s->name = rows_open(r, 2, "account.name");
	}
	r = sql_read(rq->slot, &officer_log, page);
	while (rows_next(r)) {
		const char *name = staff_name(staff, n, rows_int(r, 3));
		struct privacy_start_lines *l = officer_line(rq, d, r, name ? name : rq_tr(rq, N_("iemand van het gezin")));
		LIST_ADD(rq->arena, l->files, l->files_n)->id = rows_int(r, 1);
		l->several = l->files_n > 1 ? (int64_t)l->files_n : 0;
		from = (struct look_from){ rows_int(r, 2), rows_int(r, 0) };
		looks++;
	}
	if (looks == LOOKS_A_PAGE)
		d->more = look_more(rq, from);
}

static struct reply privacy_start(struct request *rq)
{
	struct privacy_start *d = ARENA_NEW(rq->arena, struct privacy_start);
	officer_lines(rq, d, look_from(rq));
	d->refused = sql_number(rq->slot, &officer_refused, WITH(p_moment("since", rq->now - HOURS(24 * 7))), 0);
	struct rows *r = sql_read(rq->slot, &officer_tasks, WITH(p_id("me", rq->viewer.account)));
	while (rows_next(r)) {
		const struct attention_rule *rule = attention_rule(rows_text(r, 2));
		struct privacy_start_tasks *t = LIST_ADD(rq->arena, d->tasks, d->tasks_n);
		t->name = rows_open(r, 4, "attention.name");
		t->what = rule ? rq_tr(rq, rule->name) : "";
		t->due = rows_day(r, 3);
	}
	rq->page->title = rq_tr(rq, N_("Toezicht"));
	rq->page->nav = "privacy";
	return reply_page(&TPL_privacy_start, d);
}

const struct route EMERGENCY_ROUTES[] = {
	{ METHOD_GET, "/emergency", RELATION_NONE, K_TEAM, .run = door_page, .input = &DOOR, .summary = "The emergency door" },
	{ METHOD_POST, "/emergency", RELATION_NONE, K_TEAM, .run = door_open, .input = &DOOR, .again = door_page,
		.summary = "Open the essentials of a household for 24 hours, with a reason" },
	{ METHOD_GET, "/households/{household}/essentials", RELATION_HOUSEHOLD, K_TEAM, .run = essentials, .essentials = true,
		.summary = "The essentials: people, address, telephone numbers" },
	{ METHOD_GET, "/emergencies", RELATION_NONE, K_PRIVACY, .run = emergencies, .summary = "Emergency access to be reviewed" },
	{ METHOD_GET, "/emergencies/{id}", RELATION_NONE, K_PRIVACY, .run = emergency_page, .input = &REVIEW, .summary = "One emergency access" },
	{ METHOD_POST, "/emergencies/{id}", RELATION_NONE, K_PRIVACY, .run = emergency_judge, .input = &REVIEW, .again = emergency_page,
		.summary = "Judge an emergency access; found unjustified it is a breach" },
	{ METHOD_GET, "/privacy", RELATION_NONE, K_PRIVACY, .run = privacy_start, .before = log_fold, .summary = "The privacy officer's page: tasks and the log" },
	{ .path = NULL }
};
