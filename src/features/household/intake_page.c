/* How the page of the intake is filled: what was said per domain, what is still being typed, and what came in but could not be saved. */
#include "intake_page.h"
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../../platform/web/drafts.h"
#include "../plan/plan_entities.h"
#include "household_entities.h"
#include "household_page.h"
#include "templates.h"

SQL(intake_head,
	"SELECT h.id, h.file_id, h.name, h.next_on, h.closed_at, t.max_goals, p.id, p.file_id, p.version, p.horizon, p.own_plan, p.own_plan_at, p.supporter,"
	" p.supporter_at FROM v_household h LEFT JOIN v_plan p ON p.household_id = h.id LEFT JOIN v_team t ON t.id = h.team_id WHERE h.id = :household");
/* The people first, and who looks, who may be a person of another home; then what hangs together. */
SQL(intake_people_links, "SELECT id, file_id, first_name, birth_date, NULL, NULL, 0, id, household_id FROM v_person WHERE household_id = :household"
	" UNION ALL SELECT id, file_id, NULL, birth_date, NULL, NULL, 0, id, household_id FROM v_person WHERE id = :viewer AND household_id <> :household"
	" UNION ALL SELECT id, file_id, text, NULL, domain, other_domain, at, id, household_id FROM v_domain_link WHERE household_id = :household ORDER BY 7, 8");
SQL(intake_notes,
	"SELECT id, file_id, domain, kind, text, whose, person_id, version, at FROM v_domain_note WHERE household_id = :household AND text IS NOT NULL"
	" ORDER BY at, id");
SQL(intake_towards, "SELECT id, file_id, text, whose, NULL, NULL, at FROM v_wish WHERE household_id = :household AND picked_at IS NULL"
	" UNION ALL SELECT id, file_id, title, NULL, domain, state, position FROM v_goal WHERE household_id = :household AND state IN ('active', 'later')"
	" ORDER BY 7, 1");

/* What one may talk about in a domain: a thought, not a list to tick. */
static const struct code hints[] = {
	{ "physical_health", N_("Slapen, eten, bewegen, pijn, medicijnen, de tandarts.") },
	{ "daily_life", N_("De dag door: opstaan, koken, het huis, de post, op tijd komen.") },
	{ "income", N_("Rondkomen, schulden, werk, toeslagen, brieven die dicht blijven.") },
	{ "participation", N_("School, werk, sport, vrienden, de buurt, iets doen wat je leuk vindt.") },
	{ "parenting", N_("Hoe het met de kinderen gaat, samen, en met wie er meehelpt.") },
	{ "safety", N_("Of iedereen zich veilig voelt, thuis, buiten en op de telefoon.") },
	{ "mental_health", N_("Hoe je je voelt: zorgen, somber zijn, drukte in je hoofd, trots.") },
	{ NULL, NULL }
};
static const struct codes HINTS = { "domain_hint", hints };

/* The name of the input that came in and could not be saved; "" when the page was only asked for. */
static const char *came_in(const struct request *rq)
{
	return rq->route->method == METHOD_POST && rq->in ? rq->in->input->name : "";
}

/* ---- head ---- */

static bool read_head(struct request *rq, struct intake *d)
{
	struct rows *r = sql_read(rq->slot, &intake_head, WITH(p_id("household", rq->household)));
	if (!rows_next(r))
		return false;
	const char *title = rq_tr(rq, N_("Kennismaken"));
	d->crumbs = (struct household_crumbs){ .id = rows_int(r, 0), .name = rows_open(r, 2, "household.name"), .here = title };
	d->next = rows_day(r, 3);
	d->closed = rows_int(r, 4);
	int64_t most = rows_int(r, 5);
	d->version = rows_int(r, 8);
	if (!rows_null(r, 6))
		d->horizon = slot_open(rq->slot, rows_int(r, 7), "plan.horizon", rows_int(r, 6), rows_blob(r, 9));
	d->own_plan = rows_text(r, 10);
	d->own_plan_at = rows_int(r, 11);
	d->supporter = rows_text(r, 12);
	d->supporter_at = rows_int(r, 13);
	rows_end(r);
	d->active = -most;
	rq->page->title = arena_printf(rq->arena, "%s · %s", title, d->crumbs.name);
	rq->page->nav = "households";
	return true;
}

static void add_scores(struct request *rq, struct intake *d)
{
	for (int i = 0; i <= 10; i++)
		LIST_ADD(rq->arena, d->scores, d->scores_n)->score = i;
}

static const char *person_name(const struct intake *d, id64 person)
{
	for (size_t i = 0; i < d->people_n; i++)
		if (d->people[i].id == person)
			return d->people[i].name;
	return NULL;
}

/* ---- chapters ---- */

static struct intake_chapters *chapter_of(struct intake *d, const char *code)
{
	for (size_t i = 0; i < d->chapters_n; i++)
		if (!strcmp(d->chapters[i].code, code))
			return &d->chapters[i];
	return NULL;
}

static void add_chapters(struct request *rq, struct intake *d)
{
	for (const struct code *c = LIFE_DOMAINS.list; c->code; c++) {
		struct intake_chapters *chapter = LIST_ADD(rq->arena, d->chapters, d->chapters_n);
		chapter->code = c->code;
		chapter->label = rq_tr(rq, c->label);
		chapter->hint = rq_tr(rq, code_label(&HINTS, c->code));
		for (const struct code *o = LIFE_DOMAINS.list; o->code; o++)
			if (o != c)
				*LIST_ADD(rq->arena, chapter->others, chapter->others_n) = (struct intake_chapters_others){ o->code, rq_tr(rq, o->label) };
	}
}

enum { TITLE = 160 };

/* The first sentence of a worry, as a title to begin from. */
static const char *title_of(struct request *rq, const char *text)
{
	size_t n = strcspn(text, ".!?\n");
	char *title = arena_strndup(rq->arena, text, n);
	while (utf8_length(title) > TITLE) {
		char *space = strrchr(title, ' ');
		if (!space)
			return "";           /* no words to cut between: they write their own */
		*space = 0;
	}
	return title;
}

/* Shown again because somebody else changed it meanwhile: what stands there, and what was typed over it. */
static void note_again(struct request *rq, struct intake_note *n)
{
	if (strcmp(came_in(rq), INTAKE_NOTE.name) || rq->id[1] != n->id)
		return;
	n->key = "text";
	n->theirs = n->text;
	n->text = field_text(rq->in, "text");
}

static void read_note(struct request *rq, struct intake *d, struct rows *r)
{
	struct intake_chapters *c = chapter_of(d, rows_text(r, 2));
	const char *kind = rows_text(r, 3), *text = rows_open(r, 4, "domain_note.text");
	if (!c || !text)
		return;
	struct intake_note *n = !strcmp(kind, "strength") ? LIST_ADD(rq->arena, c->strengths, c->strengths_n)
		: !strcmp(kind, "worry") ? LIST_ADD(rq->arena, c->worries, c->worries_n) : LIST_ADD(rq->arena, c->views, c->views_n);
	*n = (struct intake_note){ .id = rows_int(r, 0), .household = rq->household, .text = text, .whose = rows_open(r, 5, "domain_note.whose"),
		.person = rows_int(r, 6), .version = rows_int(r, 7), .at = rows_int(r, 8) };
	n->about = person_name(d, n->person);
	n->key = arena_printf(rq->arena, "note-%lld", (long long)n->id);
	n->draft = arena_printf(rq->arena, "%s:%lld", n->key, (long long)rq->viewer.account);
	n->title = title_of(rq, text);
	c->count++;
	d->worries += !strcmp(kind, "worry");
	note_again(rq, n);
	c->open = c->open || n->theirs;
}

static void add_link(struct request *rq, struct intake_chapters *c, const struct intake_chapters *other, id64 id, const char *text)
{
	*LIST_ADD(rq->arena, c->links, c->links_n) = (struct intake_chapters_links){ .id = id, .domain = other->code, .label = other->label, .text = text };
}

static void read_link(struct request *rq, struct intake *d, struct rows *r)
{
	struct intake_chapters *one = chapter_of(d, rows_text(r, 4)), *other = chapter_of(d, rows_text(r, 5));
	const char *text = rows_open(r, 2, "domain_link.text");
	if (!one || !other || one == other)
		return;
	add_link(rq, one, other, rows_int(r, 0), text);
	add_link(rq, other, one, rows_int(r, 0), text);
}

static void read_person(struct request *rq, struct intake *d, struct rows *r, struct day *viewer_born)
{
	id64 id = rows_int(r, 0);
	if (rows_int(r, 8) == rq->household)
		*LIST_ADD(rq->arena, d->people, d->people_n) = (struct intake_people){ id, rows_open(r, 2, "person.first_name") };
	const char *born = id == rq->viewer.person ? rows_open(r, 3, "person.birth_date") : NULL;
	if (born)
		day_parse(born, viewer_born);
}

static void read_people_and_links(struct request *rq, struct intake *d, struct day *viewer_born)
{
	struct rows *r = sql_read(rq->slot, &intake_people_links, WITH(p_id("household", rq->household), p_id("viewer", rq->viewer.person)));
	while (rows_next(r))
		if (rows_null(r, 4))
			read_person(rq, d, r, viewer_born);
		else
			read_link(rq, d, r);
}

/* How each domain stands comes from the picture, which read it. */
static void take_views(struct intake *d)
{
	for (size_t i = 0; i < d->chapters_n; i++) {
		const struct domain_picture_rows *row = &d->picture.rows[i];
		struct intake_chapters *c = &d->chapters[i];
		c->choice = row->choice;
		c->seen_at = row->seen_at;
		c->has_score = row->has_number;
		c->score = row->now;
	}
}

/* ---- what is being typed ---- */

struct typing { struct request *rq; const struct drafts *drafts; const char *key; bool came_in; };

static const char *typed(const struct typing *t, const char *field)
{
	return t->came_in ? field_text(t->rq->in, field) : draft_value(t->drafts, t->key, field);
}

static id64 typed_id(const struct typing *t, const char *field)
{
	id64 id;
	const char *text = typed(t, field);
	return text && id_parse(text, &id) ? id : 0;
}

static int typed_score(const struct typing *t, const struct intake_chapters *c)
{
	const char *text = typed(t, "score");
	if (text || t->came_in)
		return text && *text ? (int)strtol(text, NULL, 10) : -1;
	return c->has_score ? (int)c->score : -1;
}

static void type_chapter(struct request *rq, const struct drafts *drafts, struct intake_chapters *c)
{
	const char *key = draft_key(rq, arena_printf(rq->arena, "intake-%s", c->code));
	const struct typing t = { rq, drafts, key, !strcmp(came_in(rq), INTAKE_CHAPTER.name) && !strcmp(rq->word[0], c->code) };
	const char *choice = typed(&t, "choice");
	c->failed = t.came_in;
	c->typed = (struct intake_chapters_typed){ .strength = typed(&t, "strength"), .strength_person = typed_id(&t, "strength_person_id"),
		.worry = typed(&t, "worry"), .worry_person = typed_id(&t, "worry_person_id"), .view = typed(&t, "view"),
		.view_whose = typed(&t, "view_whose"), .link_domain = typed(&t, "link_domain"), .link_text = typed(&t, "link_text"),
		.choice = choice ? choice : c->choice, .score = typed_score(&t, c) };
	draft_line_of(rq, drafts, key, &c->draft);
	c->draft.back = arena_printf(rq->arena, "/households/%lld/intake/%s", (long long)rq->household, c->code);
}

static void line_towards(struct request *rq, const struct drafts *drafts, const char *name, struct draft_line *line)
{
	draft_line_of(rq, drafts, draft_key(rq, name), line);
	line->back = arena_printf(rq->arena, "/households/%lld/intake/" INTAKE_TOWARDS, (long long)rq->household);
}

static void type_towards(struct request *rq, const struct drafts *drafts, struct intake *d)
{
	bool horizon = !strcmp(came_in(rq), INTAKE_HORIZON.name), wish = !strcmp(came_in(rq), INTAKE_WISH.name);
	line_towards(rq, drafts, "intake-horizon", &d->horizon_draft);
	line_towards(rq, drafts, "intake-wish", &d->wish_draft);
	const struct typing h = { rq, drafts, d->horizon_draft.key, horizon }, w = { rq, drafts, d->wish_draft.key, wish };
	const char *text = typed(&h, "horizon");
	d->horizon_typed = text || horizon ? text : d->horizon;
	d->horizon_theirs = horizon && !rq->in->value[0].error ? d->horizon : NULL;
	d->wish_typed = typed(&w, "text");
	d->wish_whose = typed(&w, "whose");
	d->towards_key = wish ? "" : "wish-";
}

/* ---- wishes and goals ---- */

static void towards_wish(struct request *rq, struct intake *d, struct rows *r)
{
	*LIST_ADD(rq->arena, d->wishes, d->wishes_n) = (struct intake_wishes){ rows_int(r, 0), rows_open(r, 2, "wish.text"), rows_open(r, 3, "wish.whose") };
}

static void towards_goal(struct request *rq, struct intake *d, struct rows *r)
{
	struct intake_chapters *c = chapter_of(d, rows_text(r, 4));
	const char *state = rows_text(r, 5), *title = rows_open(r, 2, "goal.title");
	if (c)
		*LIST_ADD(rq->arena, c->goals, c->goals_n) = (struct intake_chapters_goals){ rows_int(r, 0), title, state,
			rq_code(rq, &GOAL_STATES, state) };
	d->goals++;
	d->active += !strcmp(state, "active");
}

static void read_towards(struct request *rq, struct intake *d)
{
	int64_t most = -d->active;
	d->active = 0;
	struct rows *r = sql_read(rq->slot, &intake_towards, WITH(p_id("household", rq->household)));
	while (rows_next(r))
		if (rows_null(r, 5))
			towards_wish(rq, d, r);
		else
			towards_goal(rq, d, r);
	d->crowded = most && d->active >= most;
}

/* ---- which chapter is open ---- */

/* The one in the address, the one that could not be saved; else the first that was not looked at. */
static void open_one(struct request *rq, struct intake *d)
{
	const char *code = rq->word[0];
	bool note = !strcmp(came_in(rq), INTAKE_NOTE.name);
	struct intake_chapters *asked = code ? chapter_of(d, code) : NULL;
	d->towards = !asked && !note && (code || *came_in(rq));
	for (size_t i = 0; !asked && !note && !d->towards && i < d->chapters_n; i++)
		if (!d->chapters[i].seen_at && !d->closed)
			asked = &d->chapters[i];
	if (asked)
		asked->open = true;
	for (size_t i = 0; i < d->chapters_n; i++)
		d->chapters[i].key = d->chapters[i].open ? "" : arena_printf(rq->arena, "%s-", d->chapters[i].code);
}

bool intake_read(struct request *rq, struct intake *d, struct day *viewer_born)
{
	*viewer_born = (struct day){ 0 };
	if (!read_head(rq, d))
		return false;
	add_scores(rq, d);
	add_chapters(rq, d);
	read_people_and_links(rq, d, viewer_born);
	struct rows *r = sql_read(rq->slot, &intake_notes, WITH(p_id("household", rq->household)));
	while (rows_next(r))
		read_note(rq, d, r);
	domains_read(rq, &d->picture);
	take_views(d);
	const struct drafts drafts = drafts_read(rq);
	for (size_t i = 0; i < d->chapters_n; i++)
		type_chapter(rq, &drafts, &d->chapters[i]);
	type_towards(rq, &drafts, d);
	read_towards(rq, d);
	open_one(rq, d);
	return true;
}
