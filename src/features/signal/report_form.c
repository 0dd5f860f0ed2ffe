/* A report by anybody: three short steps on a telephone and a check. What was said travels in the form itself, so that
 * nothing is kept of who stops half-way; the steps change nothing (route.asks), only sending does. A standing link (/l/{code}) is the same form, with
 * the organisation and its place filled in. */
#include "../../platform/base/list.h"
#include "arrive.h"
#include "report_form.h"
#include "signal_entities.h"
#include "signal_screens.h"
#include "templates.h"
#include "triage_entities.h"

#define KNOWN_REPORTERS (K_TEAM | K_PARTNER | K_EXPERT)   /* whose name we know: they are not asked who they are */

static const char *const taken[] = { "what", "domains", "about", "place", "pattern", "knows", "urgent", "reporter_kind", "reporter_name", "reporter_phone",
	"reporter_organisation", "call_when", "introduce", "may_name", NULL };
static const struct field own[] = {
	{ "for", NULL, F_TEXT, .max = 10 },          /* "self" */
	{ "offered", NULL, F_TEXT },                 /* the domains that were guessed before: one tapped away stays away */
	{ "seen", NULL, F_BOOL },                    /* the check page was seen: "Klaar" leads back to it */
	{ "to", NULL, F_INT, .least = 1, .most = REPORT_CHECK },
	{ "area", N_("Welke buurt?"), F_TEXT, .max = 10 },
	{ "spot", NULL, F_TEXT, .max = 10 },         /* touched on the map */
	{ "find", N_("Zoek de buurt op de kaart"), F_TEXT, .max = 60, .hint = N_("Een postcode, of hoe de buurt, de wijk of de plaats heet") },
	{ "link", NULL, F_TEXT, .max = 80 },         /* the standing link it came by, and what it is watched with (arrive.h) */
	{ "began", NULL, F_TEXT, .max = 80 },
	{ "website", N_("Laat dit veld leeg"), F_TEXT },
	{ "human", N_("Typ dit woord over"), F_TEXT, .max = 40 },
	{ "asked", NULL, F_TEXT, .max = 2000 },      /* the names that were asked about: "Storm|Merel" */
	{ "no_person", N_("Dit is geen naam van iemand"), F_BOOL },
	{ NULL }
};
static const struct input REPORT = { "report", &REPORT_ENTITY, taken, own };

/* On which step a field stands; what stands on none travels hidden. */
static int step_of(const char *name)
{
	static const struct { const char *name; int step; } steps[] = {
		{ "what", 1 }, { "domains", 1 }, { "website", 1 },
		{ "about", 2 }, { "place", 2 }, { "pattern", 2 }, { "area", 2 }, { "spot", 2 }, { "find", 2 }, { "knows", 2 }, { "urgent", 2 },
		{ "reporter_kind", 3 }, { "reporter_name", 3 }, { "reporter_phone", 3 }, { "reporter_organisation", 3 }, { "call_when", 3 }, { "introduce", 3 }, { "may_name", 3 },
	};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (!strcmp(steps[i].name, name))
			return steps[i].step;
	return 0;
}

static bool for_self(const struct request *rq)
{
	const char *whom = field_text(rq->in, "for"), *kind = field_text(rq->in, "reporter_kind");
	return (whom && !strcmp(whom, "self")) || (kind && !strcmp(kind, "self"));
}

bool report_reporter_known(const struct request *rq)
{
	return rq_is(rq, KNOWN_REPORTERS);
}

/* ---- what is missing ---- */

static void ask_for(struct request *rq, const char *name, const char *missing)
{
	if (!field_text(rq->in, name) && !field_of(rq->in, name)->error)
		field_fail(rq->in, name, rq_tr(rq, missing));
}

/* A neighbour may stay unnamed, and so may who tells of a pattern or a place: there is no family then. Who works with children is named to the family,
 * and who asks for help wants to be found. */
static void ask_who(struct request *rq)
{
	const char *kind = field_text(rq->in, "reporter_kind");
	if (!kind || !strcmp(kind, "resident") || field_yes(rq->in, "pattern"))
		return;
	ask_for(rq, "reporter_name", N_("Vul je naam in"));
	ask_for(rq, "reporter_phone", N_("Vul een telefoonnummer in, dan kunnen we je bellen"));
	if (!strcmp(kind, "partner"))
		ask_for(rq, "reporter_organisation", N_("Vul in waar je werkt"));
}

static void settle_kind(struct request *rq)
{
	const char *kind = report_reporter_known(rq) ? (rq_is(rq, K_TEAM) ? "colleague" : "partner") : for_self(rq) ? "self" : NULL;
	struct field_value *v = field_of(rq->in, "reporter_kind");
	if (!kind)
		return;
	v->text = kind;
	if (v->error)
		rq->in->errors--;
	v->error = NULL;
}

void report_complete(struct request *rq)
{
	if (!for_self(rq) && !field_yes(rq->in, "pattern"))
		ask_for(rq, "knows", N_("Kies een antwoord"));
	if (!report_reporter_known(rq))
		ask_who(rq);
	struct field_value *what = field_of(rq->in, "what");
	if (what->error && !*what->text && for_self(rq))
		what->error = rq_tr(rq, N_("Schrijf op wat er is, één zin is genoeg"));
}

int report_step_wanted(struct request *rq, int to)
{
	int wrong = to;
	for (size_t i = 0; i < rq->in->n; i++) {
		int step = step_of(rq->in->value[i].field->name);
		if (rq->in->value[i].error && step && step < wrong)
			wrong = step;
	}
	rq->in->errors = 0;
	for (size_t i = 0; i < rq->in->n; i++) {
		struct field_value *v = &rq->in->value[i];
		if (wrong == to || step_of(v->field->name) != wrong)
			v->error = NULL;
		rq->in->errors += v->error != NULL;
	}
	return wrong == 3 && report_reporter_known(rq) ? REPORT_CHECK : wrong;
}

/* ---- what the page shows ---- */

static void say_for_self(struct request *rq)
{
	static const struct { const char *name, *label, *hint; } words[] = {
		{ "what", N_("Wat is er aan de hand?"), N_("Schrijf het zoals je het aan iemand vertelt die je vertrouwt") },
		{ "about", N_("Wie horen er bij jullie?"), N_("Namen en leeftijden, als je wilt") },
		{ "place", N_("Waar woon je?"), N_("Je straat of je postcode") },
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct field_value *v = field_of(rq->in, words[i].name);
		v->label = rq_tr(rq, words[i].label);
		v->hint = rq_tr(rq, words[i].hint);
	}
}

/* The seven as a neighbour would say them. */
static const struct code plain_domains[] = {
	{ "physical_health", N_("Gezondheid") }, { "daily_life", N_("Het leven van alledag") }, { "income", N_("Geld") },
	{ "participation", N_("School, werk en meedoen") }, { "parenting", N_("Opvoeden en opgroeien") }, { "safety", N_("Veiligheid") },
	{ "mental_health", N_("Hoe iemand zich voelt") }, { NULL, NULL }
};

/* What we think it is about. A guess stands ticked until it is tapped away; from then on it stands there without. */
static void guess(struct request *rq, struct report_form *d)
{
	const char *chosen = field_text(rq->in, "domains"), *offered = field_text(rq->in, "offered"), *what = field_text(rq->in, "what");
	const char *told = what ? report_guess_domains(rq->arena, what) : "", *on = "", *all = "";
	for (const struct code *c = plain_domains; c->code; c++) {
		bool before = codes_have(offered, c->code), now = codes_have(told, c->code), picked = codes_have(chosen, c->code);
		if (!before && !now && !picked)
			continue;
		struct report_form_guesses *g = LIST_ADD(rq->arena, d->guesses, d->guesses_n);
		g->code = c->code;
		g->label = rq_tr(rq, c->label);
		g->on = picked || !before;
		all = arena_printf(rq->arena, "%s%s%s", all, *all ? " " : "", c->code);
		if (g->on)
			on = arena_printf(rq->arena, "%s%s%s", on, *on ? " " : "", c->code);
	}
	field_of(rq->in, "offered")->text = all;
	field_of(rq->in, "domains")->text = on;
}

/* What the page asks itself does not travel beside it. */
static bool asked_here(const struct report_form *d, const char *name)
{
	if (d->step != REPORT_CHECK)
		return step_of(name) == d->step || (d->step == 1 && !strcmp(name, "domains"));
	return !strcmp(name, "domains") || (d->human && !strcmp(name, "human")) || (d->named_n && (!strcmp(name, "asked") || !strcmp(name, "no_person")))
		|| (d->name_in_what && !strcmp(name, "what")) || (d->name_in_about && !strcmp(name, "about")) || (d->name_in_place && !strcmp(name, "place"));
}

static void carry(struct request *rq, struct report_form *d)
{
	for (size_t i = 0; i < rq->in->n; i++) {
		const struct field_value *v = &rq->in->value[i];
		const char *name = v->field->name;
		bool here = asked_here(d, name);
		bool seen = !strcmp(name, "seen") && d->step == REPORT_CHECK;
		if (here || !strcmp(name, "to") || (!*v->text && !seen))
			continue;
		struct report_form_hidden *h = LIST_ADD(rq->arena, d->hidden, d->hidden_n);
		h->name = name;
		h->value = seen ? "yes" : v->text;
	}
}

static void tell_back(struct request *rq, struct report_form *d)
{
	const struct fields *in = rq->in;
	d->what = field_text(in, "what");
	d->about = field_text(in, "about");
	d->place = field_text(in, "place");
	d->pattern = field_yes(in, "pattern");
	d->knows = d->self ? NULL : rq_code(rq, &KNOWS, field_text(in, "knows"));
	d->urgent = field_yes(in, "urgent");
	d->kind = rq_code(rq, &REPORTER_KINDS, field_text(in, "reporter_kind"));
	d->name = field_text(in, "reporter_name");
	d->phone = field_text(in, "reporter_phone");
	d->organisation = field_text(in, "reporter_organisation");
	d->call_when = field_text(in, "call_when");
	d->introduce = rq_code(rq, &INTRODUCE_KINDS, field_text(in, "introduce"));
}

/* ---- the page ---- */

static void say_names(struct request *rq, struct report_form *d)
{
	struct unasked u = names_unasked(rq);
	const char *asked = field_text(rq->in, "asked");
	for (int64_t i = 0; i < u.list.n; i++) {
		struct report_form_named *x = LIST_ADD(rq->arena, d->named, d->named_n);
		*x = (struct report_form_named){ .words = u.list.list[i].words, .sentence = u.list.list[i].sentence };
		asked = asked ? arena_printf(rq->arena, "%s|%s", asked, x->words) : x->words;
	}
	d->asked = asked;
	d->name_in_what = u.in_what;
	d->name_in_about = u.in_about;
	d->name_in_place = u.in_place;
}

/* What sending stopped for (arrive.h), said on the page with all of it still there. */
static void say_stop(struct request *rq, struct report_form *d)
{
	const struct arrival *a = rq->carry;
	if (a && a->stop == STOP_HUMAN && d->step == REPORT_CHECK) {
		d->human = human_word(rq);
		field_fail(rq->in, "human", tr_fill(rq->arena, rq_tr(rq, N_("Typ het woord {word} over")), "word", d->human, NULL));
		field_of(rq->in, "human")->text = "";
	}
	if (a && a->stop == STOP_NAMED && d->named_n)
		field_fail(rq->in, d->name_in_what ? "what" : d->name_in_about ? "about" : "place",
			rq_tr(rq, N_("Haal de naam weg, of vink aan dat het geen naam van iemand is")));
	if (a && a->stop == STOP_LINK_GONE)
		field_of(rq->in, "link")->text = "";
}

static void by_link(struct request *rq, struct report_form *d)
{
	struct report_link link;
	id64 team = rq_is(rq, K_TEAM) ? rq->viewer.team : 0;
	if (arrived_by(rq, &link) == LINK_OPEN) {
		d->link = true;
		d->by = link.organisation;
		team = link.team;
	}
	if (d->step == 2)
		report_offer_places(rq, d, team);
	const char *code = d->step == 2 ? (d->link ? link.area_code : NULL) : d->step == REPORT_CHECK ? report_area_said(rq) : NULL;
	if (code)
		report_say_area(rq, d, code);
	if (d->step == 2 && d->moved && d->area)
		report_keep_area(rq, d, area_nearest(rq->slot, code));
}

struct reply report_form_page(struct request *rq, int step)
{
	static const char *const titles[] = { N_("Wat zie je?"), N_("Over wie of waar gaat het?"), N_("Wie ben jij?"), N_("Klopt dit?") };
	struct report_form *d = ARENA_NEW(rq->arena, struct report_form);
	d->step = step;
	d->self = for_self(rq);
	d->who = report_reporter_known(rq) ? rq->viewer.name : NULL;
	d->steps = d->who ? 2 : 3;
	d->seen = field_yes(rq->in, "seen");
	if (d->self)
		say_for_self(rq);
	field_of(rq->in, "reporter_organisation")->hint = rq_tr(rq, N_("Alleen als je met kinderen of gezinnen werkt"));
	guess(rq, d);
	by_link(rq, d);
	if (step == REPORT_CHECK)
		say_names(rq, d);
	say_stop(rq, d);
	carry(rq, d);
	tell_back(rq, d);
	rq->page->title = arena_printf(rq->arena, "%s · %s", rq_tr(rq, step == 1 && d->self ? N_("Wat is er aan de hand?") : titles[step - 1]),
		d->self ? rq_tr(rq, N_("Hulp vragen")) : rq_tr(rq, N_("Melden")));
	/* Where another language begins. */
	rq->page->path = d->self ? "/report?for=self" : d->link ? arena_printf(rq->arena, "/l/%s", field_text(rq->in, "link")) : "/report";
	const char *once = form_get(&rq->form, "once");
	if (once && strlen(once) < 100)
		rq->once = once;
	return reply_page(&TPL_report_form, d);
}

static struct reply begin(struct request *rq)
{
	return report_form_page(rq, 1);
}

/* What hangs in the canteen longer than it works must still help who stands before it. */
static struct reply link_is_shut(struct request *rq, enum link_state state, const struct report_link *link)
{
	struct link_shut *d = ARENA_NEW(rq->arena, struct link_shut);
	d->paused = state == LINK_PAUSED;
	d->organisation = link->organisation;
	rq->page->title = rq_tr(rq, d->paused ? N_("Deze link staat even uit") : N_("Deze link werkt niet meer"));
	return reply_page(&TPL_link_shut, d);
}

static struct reply begin_by_link(struct request *rq)
{
	struct report_link link;
	enum link_state state = report_link_find(rq->slot, rq->word[0], &link);
	if (state == LINK_NONE)
		return reply_missing();
	if (state != LINK_OPEN)
		return link_is_shut(rq, state, &link);
	field_of(rq->in, "link")->text = rq->word[0];
	arrival_begin(rq, &link);
	return report_form_page(rq, 1);
}

static struct reply step(struct request *rq)
{
	settle_kind(rq);
	report_complete(rq);
	refuse_photo(rq);
	return report_form_page(rq, report_step_wanted(rq, (int)field_int(rq->in, "to", 1)));
}

const struct route REPORT_FORM_ROUTES[] = {
	{ METHOD_GET, "/report", RELATION_PUBLIC, .run = begin, .input = &REPORT, .summary = "Reporting a worry, or asking for help: the first step" },
	{ METHOD_GET, "/l/{code}", RELATION_PUBLIC, .run = begin_by_link, .input = &REPORT, .summary = "Reporting by the standing link of an organisation" },
	{ METHOD_POST, "/report/step", RELATION_PUBLIC, .run = step, .input = &REPORT, .again = step, .asks = true,
		.summary = "Another step of a report; nothing is kept yet" },
	{ METHOD_POST, "/report", RELATION_PUBLIC, .run = report_send, .input = &REPORT, .again = report_send_again, .before = arrive,
		.summary = "Send a report" },
	{ .path = NULL }
};
