#include "intake_screens.h"
#include "../../platform/base/list.h"
#include "../../platform/web/drafts.h"
#include "../plan/plan.h"
#include "../plan/plan_entities.h"
#include "household_entities.h"
#include "intake.h"
#include "intake_page.h"
#include "templates.h"

static struct reply intake_page(struct request *rq)
{
	struct intake *d = ARENA_NEW(rq->arena, struct intake);
	const char *code = rq->word[0];
	if (code && strcmp(code, INTAKE_TOWARDS) && !code_label(&LIFE_DOMAINS, code))
		return reply_missing();
	struct day viewer_born;
	return intake_read(rq, d, &viewer_born) ? reply_page(&TPL_intake, d) : reply_missing();
}

static struct reply on_to(struct request *rq, const char *done, const char *chapter)
{
	return reply_go(rq, done, "/households/%lld/intake/%s#%s", (long long)rq->household, chapter, chapter);
}

/* ---- a chapter ---- */

static const struct code choices[] = { { "seen", N_("samen bekeken") }, { "not_needed", N_("niet nodig, onze keuze") }, { NULL, NULL } };
static const struct codes CHOICES = { "domain_choice", choices };
static const struct field chapter_own[] = {
	{ "strength", N_("Wat gaat goed?"), F_LONG, .max = 4000 },
	{ "strength_person_id", N_("Over wie gaat dit?"), F_REF, .refs = "person" },
	{ "worry", N_("Wat geeft zorgen?"), F_LONG, .max = 4000 },
	{ "worry_person_id", N_("Over wie gaat dit?"), F_REF, .refs = "person" },
	{ "view", N_("Hoe ziet die het?"), F_LONG, .max = 4000 },
	{ "view_whose", N_("Wie zegt dit?"), F_TEXT, .max = 120 },
	{ "link_domain", N_("Waarmee?"), F_CODE, .codes = &LIFE_DOMAINS },
	{ "link_text", N_("Hoe dan?"), F_TEXT, .max = 300 },
	{ "choice", N_("Hoe laten jullie dit achter?"), F_CODE, .codes = &CHOICES },
	{ "score", N_("Een cijfer, voor wie wil"), F_INT, .least = 0, .most = 10 },
	{ NULL }
};
const struct input INTAKE_CHAPTER = { .name = "intake_chapter", .own = chapter_own };

static bool save_note(struct request *rq, const char *kind, const char *text, const char *person, const char *whose)
{
	const struct note_new n = { .household = rq->household, .person = person ? field_id(rq->in, person) : 0, .domain = rq->word[0], .kind = kind,
		.text = field_text(rq->in, text), .whose = whose };
	return !n.text || domain_note_add(rq->slot, &n);
}

static bool save_link(struct request *rq)
{
	const char *other = field_text(rq->in, "link_domain");
	return !other || !strcmp(other, rq->word[0]) || domain_link(rq->slot, rq->household, rq->word[0], other, field_text(rq->in, "link_text"));
}

/* A number says that one looked; nothing chosen says nothing. */
static bool save_view(struct request *rq)
{
	const char *choice = field_text(rq->in, "choice");
	int score = (int)field_int(rq->in, "score", -1);
	if (!choice && score < 0)
		return true;
	return domain_see(rq->slot, rq->household, rq->word[0], choice ? choice : "seen", score);
}

static const char *after(const char *domain)
{
	const struct code *c = LIFE_DOMAINS.list;
	while (strcmp(c->code, domain))
		c++;
	return c[1].code ? c[1].code : INTAKE_TOWARDS;
}

static struct reply chapter_save(struct request *rq)
{
	const char *whose = field_text(rq->in, "view_whose");
	if (!code_label(&LIFE_DOMAINS, rq->word[0])
		|| !save_note(rq, "strength", "strength", "strength_person_id", NULL) || !save_note(rq, "worry", "worry", "worry_person_id", NULL)
		|| !save_note(rq, "view", "view", NULL, whose ? whose : rq->viewer.first_name) || !save_link(rq) || !save_view(rq))
		return reply_missing();
	draft_gone(rq, arena_printf(rq->arena, "intake-%s", rq->word[0]));
	return on_to(rq, "saved", after(rq->word[0]));
}

/* ---- a note, in place ---- */

static const struct field note_own[] = {
	{ "text", N_("Wijzig deze woorden"), F_LONG, .max = 4000 },
	{ "version", NULL, F_INT },
	{ NULL }
};
const struct input INTAKE_NOTE = { .name = "intake_note", .own = note_own };
static const struct field typed_own[] = {
	{ "value", N_("Wijzig deze woorden"), F_LONG, .max = 4000 },
	{ "version", NULL, F_INT },
	{ NULL }
};
static const struct input TYPED = { .name = "intake_typed", .own = typed_own };

SQL(intake_note_domain, "SELECT domain FROM v_domain_note WHERE id = :id AND household_id = :household");
SQL(intake_note_stands, "SELECT id, file_id, text, version FROM v_domain_note WHERE id = :id AND household_id = :household");

static const char *domain_of_note(struct request *rq)
{
	struct rows *r = sql_read(rq->slot, &intake_note_domain, WITH(p_id("id", rq->id[1]), p_id("household", rq->household)));
	const char *domain = rows_next(r) ? rows_text(r, 0) : NULL;
	rows_end(r);
	return domain && code_label(&LIFE_DOMAINS, domain) ? domain : NULL;
}

static struct reply note_save(struct request *rq)
{
	const char *domain = domain_of_note(rq);
	if (!domain)
		return reply_missing();
	switch (domain_note_change(rq->slot, rq->household, rq->id[1], field_text(rq->in, "text"), field_int(rq->in, "version", 0))) {
	case INTAKE_SAVED:
		return on_to(rq, "saved", domain);
	case INTAKE_CONFLICT:
		field_fail(rq->in, "text", rq_tr(rq, N_("Iemand anders veranderde dit intussen. Kijk welke woorden jullie willen houden")));
		return reply_again();
	default:
		return reply_missing();
	}
}

/* The same while it is typed: the answer is for the page's script. */
static struct reply note_typed(struct request *rq)
{
	struct draft_saved *d = ARENA_NEW(rq->arena, struct draft_saved);
	enum intake_outcome outcome = domain_note_change(rq->slot, rq->household, rq->id[1], field_text(rq->in, "value"), field_int(rq->in, "version", 0));
	struct rows *r = sql_read(rq->slot, &intake_note_stands, WITH(p_id("id", rq->id[1]), p_id("household", rq->household)));
	if (outcome == INTAKE_REFUSED || !rows_next(r))
		return reply_missing();
	d->version = rows_int(r, 3);
	if (outcome == INTAKE_CONFLICT) {
		const char *now = rows_open(r, 2, "domain_note.text");
		d->value = now ? now : "";
		d->message = rq_tr(rq, N_("Iemand anders veranderde dit intussen. Jij typte:"));
	}
	rows_end(r);
	rq->page->title = rq_tr(rq, N_("Bewaard"));
	struct reply reply = reply_page(&TPL_draft_saved, d);
	reply.status = outcome == INTAKE_CONFLICT ? 409 : 200;
	return reply;
}

static struct reply link_end(struct request *rq)
{
	if (!domain_link_end(rq->slot, rq->household, rq->id[1]))
		return reply_missing();
	return reply_go(rq, "saved", "/households/%lld/intake", (long long)rq->household);
}

/* ---- before it: the offers ---- */

static const struct code answers[] = { { "yes", N_("ja") }, { "no", N_("nee") }, { "later", N_("later") }, { NULL, NULL } };
static const struct codes ANSWERS = { "intake_answer", answers };
static const struct field offer_own[] = {
	{ "which", N_("Welk aanbod"), F_CODE, .codes = &OFFER_KINDS, .required = true },
	{ "answer", N_("Antwoord"), F_CODE, .codes = &ANSWERS, .required = true },
	{ NULL }
};
static const struct input OFFER = { .name = "intake_offer", .own = offer_own };

/* "Later" is an answer too: it writes nothing, and the offer stays open. */
static struct reply offer_save(struct request *rq)
{
	const char *answer = field_text(rq->in, "answer");
	bool later = !strcmp(answer, "later");
	if (!later && !plan_offer(rq->slot, rq->household, field_text(rq->in, "which"), answer, rq->viewer.name))
		return reply_missing();
	return reply_go(rq, later ? "offer_later" : "saved", "/households/%lld/intake", (long long)rq->household);
}

/* ---- after it: where they want to go ---- */

static const char *const horizon_take[] = { "horizon", NULL };
static const struct field horizon_own[] = { { "version", NULL, F_INT }, { NULL } };
const struct input INTAKE_HORIZON = { "intake_horizon", &PLAN_ENTITY, horizon_take, horizon_own };

static struct reply horizon_save(struct request *rq)
{
	const char *horizon = field_text(rq->in, "horizon");
	const struct plan_text text = { .horizon = horizon ? horizon : "" };
	switch (plan_set(rq->slot, rq->household, &text, rq->viewer.name, field_int(rq->in, "version", 0))) {
	case PLAN_SAVED:
		draft_gone(rq, "intake-horizon");
		return on_to(rq, "saved", INTAKE_TOWARDS);
	case PLAN_CONFLICT:
		return reply_again();
	default:
		return reply_missing();
	}
}

static const char *const wish_take[] = { "text", "whose", NULL };
const struct input INTAKE_WISH = { "intake_wish", &WISH_ENTITY, wish_take, NULL };

static struct reply wish_save(struct request *rq)
{
	if (!wish_add(rq->slot, rq->household, field_text(rq->in, "text"), field_text(rq->in, "whose"), rq->viewer.name))
		return reply_missing();
	draft_gone(rq, "intake-wish");
	return on_to(rq, "saved", INTAKE_TOWARDS);
}

static const char *const goal_take[] = { "title", "domain", "person_id", "state", NULL };
static const struct input INTAKE_GOAL = { "intake_goal", &GOAL_ENTITY, goal_take, NULL };

static struct reply goal_save(struct request *rq)
{
	const struct goal_new goal = { .household = rq->household, .person = field_id(rq->in, "person_id"), .domain = field_text(rq->in, "domain"),
		.title = field_text(rq->in, "title"), .state = strcmp(field_text(rq->in, "state"), "later") ? "active" : "later" };
	if (!goal_add(rq->slot, &goal, rq->viewer.name))
		return reply_missing();
	return on_to(rq, "goal_begun", INTAKE_TOWARDS);
}

/* ---- the family reads it too ---- */

enum { GROWN_UP = 18 };

/* What weighs on parents is theirs to tell: a child reads what is about itself or all of them, and nothing of money. */
struct reader { struct request *rq; bool child; };

static bool may_hear(const struct reader *reader, const struct intake_note *n)
{
	return !reader->child || !n->person || n->person == reader->rq->viewer.person;
}

static void tell(const struct reader *reader, const struct intake_note *notes, size_t n, struct spoken **list, size_t *list_n)
{
	for (size_t i = 0; i < n; i++)
		if (may_hear(reader, &notes[i]))
			*LIST_ADD(reader->rq->arena, *list, *list_n) = (struct spoken){ notes[i].text, notes[i].whose, notes[i].about };
}

static void tell_chapter(const struct reader *reader, struct our_intake *d, const struct intake_chapters *from)
{
	if ((!from->count && !from->seen_at) || (reader->child && !strcmp(from->code, "income")))
		return;
	struct our_intake_chapters *to = LIST_ADD(reader->rq->arena, d->chapters, d->chapters_n);
	*to = (struct our_intake_chapters){ .code = from->code, .label = from->label, .choice = from->choice, .seen_at = from->seen_at };
	tell(reader, from->strengths, from->strengths_n, &to->strengths, &to->strengths_n);
	tell(reader, from->worries, from->worries_n, &to->worries, &to->worries_n);
	tell(reader, from->views, from->views_n, &to->views, &to->views_n);
	for (size_t i = 0; i < from->links_n && !reader->child; i++)
		*LIST_ADD(reader->rq->arena, to->links, to->links_n) = (struct our_intake_chapters_links){ from->links[i].label, from->links[i].text };
}

static struct reply our_intake(struct request *rq)
{
	struct our_intake *d = ARENA_NEW(rq->arena, struct our_intake);
	struct intake *all = ARENA_NEW(rq->arena, struct intake);
	struct day born;
	if (!rq->household || !intake_read(rq, all, &born))
		return reply_missing();
	const struct reader reader = { rq, day_known(born) && day_age(born, rq->today) < GROWN_UP };
	if (!reader.child)
		d->picture = all->picture;
	for (size_t i = 0; i < all->chapters_n; i++)
		tell_chapter(&reader, d, &all->chapters[i]);
	rq->page->title = rq_tr(rq, N_("Wat we samen bespraken"));
	rq->page->nav = "our";
	return reply_page(&TPL_our_intake, d);
}

#define INTAKE "/households/{household}/intake"
const struct route INTAKE_ROUTES[] = {
	{ METHOD_GET, INTAKE, RELATION_HOUSEHOLD, K_TEAM, .run = intake_page, .summary = "The broad intake: seven life domains and where the family wants to go" },
	{ METHOD_GET, INTAKE "/{code}", RELATION_HOUSEHOLD, K_TEAM, .run = intake_page, .summary = "The intake, opened at one chapter" },
	{ METHOD_POST, INTAKE "/offer", RELATION_HOUSEHOLD, K_TEAM, .run = offer_save, .input = &OFFER, .again = intake_page,
		.summary = "The answer to the offer of a plan of their own, or of an independent supporter: yes, no, later" },
	{ METHOD_POST, INTAKE "/horizon", RELATION_HOUSEHOLD, K_TEAM, .run = horizon_save, .input = &INTAKE_HORIZON, .again = intake_page,
		.summary = "Where the family wants to go; two at once are shown both texts" },
	{ METHOD_POST, INTAKE "/wishes", RELATION_HOUSEHOLD, K_TEAM, .run = wish_save, .input = &INTAKE_WISH, .again = intake_page,
		.summary = "A wish, in the family's words" },
	{ METHOD_POST, INTAKE "/goals", RELATION_HOUSEHOLD, K_TEAM, .run = goal_save, .input = &INTAKE_GOAL, .again = intake_page,
		.summary = "A worry that becomes a goal" },
	{ METHOD_POST, INTAKE "/notes/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = note_save, .input = &INTAKE_NOTE, .again = intake_page,
		.summary = "Correct what was said; two at once are shown both texts" },
	{ METHOD_POST, INTAKE "/notes/{id}/text", RELATION_HOUSEHOLD, K_TEAM, .run = note_typed, .input = &TYPED, .again = intake_page,
		.summary = "The same while it is typed; 409 with the other text when it was changed" },
	{ METHOD_POST, INTAKE "/links/{id}/end", RELATION_HOUSEHOLD, K_TEAM, .run = link_end, .summary = "Two domains do not hang together after all" },
	{ METHOD_POST, INTAKE "/{code}", RELATION_HOUSEHOLD, K_TEAM, .run = chapter_save, .input = &INTAKE_CHAPTER, .again = intake_page,
		.summary = "What was said in one life domain" },
	{ METHOD_GET, "/our/intake", RELATION_OWN_HOUSEHOLD, K_FAMILY, .run = our_intake, .summary = "What the family and its professional talked over, per life domain" },
	{ .path = NULL }
};
