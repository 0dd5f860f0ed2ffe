/* A report by anybody: three short steps on a telephone and a check (screens.md, Melding). What was said travels in the form itself, so that
 * nothing is kept of who stops half-way; the steps change nothing (route.asks), only sending does. */
#include <ctype.h>
#include <pthread.h>
#include "../../platform/base/list.h"
#include "../../platform/web/rate.h"
#include "../household/household.h"
#include "signal.h"
#include "signal_entities.h"
#include "signal_screens.h"
#include "templates.h"
#include "triage_entities.h"

enum { CHECK = 4 };
#define KNOWN_REPORTERS (K_TEAM | K_PARTNER | K_EXPERT)   /* whose name we know: they are not asked who they are */

static const char *const taken[] = { "what", "domains", "about", "place", "knows", "urgent", "reporter_kind", "reporter_name", "reporter_phone",
	"reporter_organisation", "call_when", "introduce", "may_name", NULL };
static const struct field own[] = {
	{ "nobody", N_("Het gaat niet over iemand in het bijzonder"), F_BOOL },
	{ "for", NULL, F_TEXT, .max = 10 },          /* "self" */
	{ "offered", NULL, F_TEXT },                 /* the domains that were guessed before: one tapped away stays away */
	{ "seen", NULL, F_BOOL },                    /* the check page was seen: "Klaar" leads back to it */
	{ "to", NULL, F_INT, .least = 1, .most = CHECK },
	{ NULL }
};
static const struct input REPORT = { "report", &REPORT_ENTITY, taken, own };

/* On which step a field stands; what stands on none travels hidden. */
static int step_of(const char *name)
{
	static const struct { const char *name; int step; } steps[] = {
		{ "what", 1 }, { "domains", 1 }, { "about", 2 }, { "place", 2 }, { "nobody", 2 }, { "knows", 2 }, { "urgent", 2 }, { "reporter_kind", 3 },
		{ "reporter_name", 3 }, { "reporter_phone", 3 }, { "reporter_organisation", 3 }, { "call_when", 3 },
		{ "introduce", 3 }, { "may_name", 3 },
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

static bool is_known(const struct request *rq)
{
	return rq_is(rq, KNOWN_REPORTERS);
}

/* ---- what is missing ---- */

static void ask_for(struct request *rq, const char *name, const char *missing)
{
	if (!field_text(rq->in, name) && !field_of(rq->in, name)->error)
		field_fail(rq->in, name, rq_tr(rq, missing));
}

/* A neighbour may stay unnamed; who works with children is named to the family, and who asks for help wants to be found. */
static void ask_who(struct request *rq)
{
	const char *kind = field_text(rq->in, "reporter_kind");
	if (!kind || !strcmp(kind, "resident"))
		return;
	ask_for(rq, "reporter_name", N_("Vul je naam in"));
	ask_for(rq, "reporter_phone", N_("Vul een telefoonnummer in, dan kunnen we je bellen"));
	if (!strcmp(kind, "partner"))
		ask_for(rq, "reporter_organisation", N_("Vul in waar je werkt"));
}

static void settle_kind(struct request *rq)
{
	const char *kind = is_known(rq) ? (rq_is(rq, K_TEAM) ? "colleague" : "partner") : for_self(rq) ? "self" : NULL;
	struct field_value *v = field_of(rq->in, "reporter_kind");
	if (!kind)
		return;
	v->text = kind;
	if (v->error)
		rq->in->errors--;
	v->error = NULL;
}

/* Whatever the declaration cannot say by itself, since it depends on who asks. */
static void complete(struct request *rq)
{
	if (!for_self(rq) && !field_yes(rq->in, "nobody"))
		ask_for(rq, "knows", N_("Kies een antwoord"));
	if (!is_known(rq))
		ask_who(rq);
	struct field_value *what = field_of(rq->in, "what");
	if (what->error && !*what->text && for_self(rq))
		what->error = rq_tr(rq, N_("Schrijf op wat er is, één zin is genoeg"));
}

/* The first step before `to` that misses something; else `to`. Messages of other steps than that one wait for their turn. */
static int step_wanted(struct request *rq, int to)
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
	return wrong == 3 && is_known(rq) ? CHECK : wrong;
}

/* ---- the page ---- */

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

static bool among(const char *codes, const char *code)
{
	size_t n = strlen(code);
	for (const char *p = codes ? codes : ""; *p; p += strspn(p, " ")) {
		size_t word = strcspn(p, " ");
		if (word == n && !strncmp(p, code, n))
			return true;
		p += word;
	}
	return false;
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
		bool before = among(offered, c->code), now = among(told, c->code), picked = among(chosen, c->code);
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

static void carry(struct request *rq, struct report_form *d)
{
	bool domains_shown = d->step == 1 || d->step == CHECK;
	for (size_t i = 0; i < rq->in->n; i++) {
		const struct field_value *v = &rq->in->value[i];
		const char *name = v->field->name;
		bool here = (d->step != CHECK && step_of(name) == d->step) || (domains_shown && !strcmp(name, "domains"));
		bool seen = !strcmp(name, "seen") && d->step == CHECK;
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
	d->nobody = field_yes(in, "nobody");
	d->knows = d->self ? NULL : code_words(rq, &KNOWS, field_text(in, "knows"));
	d->urgent = field_yes(in, "urgent");
	d->kind = code_words(rq, &REPORTER_KINDS, field_text(in, "reporter_kind"));
	d->name = field_text(in, "reporter_name");
	d->phone = field_text(in, "reporter_phone");
	d->organisation = field_text(in, "reporter_organisation");
	d->call_when = field_text(in, "call_when");
	d->introduce = code_words(rq, &INTRODUCE_KINDS, field_text(in, "introduce"));
}

static struct reply page(struct request *rq, int step)
{
	static const char *const titles[] = { N_("Wat zie je?"), N_("Over wie of waar gaat het?"), N_("Wie ben jij?"), N_("Klopt dit?") };
	struct report_form *d = ARENA_NEW(rq->arena, struct report_form);
	d->step = step;
	d->self = for_self(rq);
	d->who = is_known(rq) ? rq->viewer.name : NULL;
	d->steps = d->who ? 2 : 3;
	d->seen = field_yes(rq->in, "seen");
	if (d->self)
		say_for_self(rq);
	field_of(rq->in, "reporter_organisation")->hint = rq_tr(rq, N_("Alleen als je met kinderen of gezinnen werkt"));
	guess(rq, d);
	carry(rq, d);
	tell_back(rq, d);
	rq->page->title = arena_printf(rq->arena, "%s · %s", rq_tr(rq, step == 1 && d->self ? N_("Wat is er aan de hand?") : titles[step - 1]),
		d->self ? rq_tr(rq, N_("Hulp vragen")) : rq_tr(rq, N_("Melden")));
	rq->page->path = d->self ? "/report?for=self" : "/report";       /* where another language begins */
	const char *once = form_get(&rq->form, "once");
	if (once && strlen(once) < 100)
		rq->once = once;
	return reply_page(&TPL_report_form, d);
}

static struct reply begin(struct request *rq)
{
	return page(rq, 1);
}

static struct reply step(struct request *rq)
{
	settle_kind(rq);
	complete(rq);
	return page(rq, step_wanted(rq, (int)field_int(rq->in, "to", 1)));
}

/* ---- sending ---- */

/* The first thing in a text that is a postcode, whole or its four digits; NULL when there is none. */
static const char *postcode_in(struct arena *a, const char *text)
{
	for (const char *p = text; p && *p; p++) {
		if (!isdigit((unsigned char)*p) || (p > text && isalnum((unsigned char)p[-1])))
			continue;
		size_t n = strspn(p, "0123456789");
		if (n == 4) {
			const char *l = p + 4 + (p[4] == ' ');
			bool whole = isalpha((unsigned char)l[0]) && isalpha((unsigned char)l[1]) && !isalnum((unsigned char)l[2]);
			return whole ? arena_printf(a, "%.4s%.2s", p, l) : arena_strndup(a, p, 4);
		}
		p += n - 1;
	}
	return NULL;
}

SQL(reporter_known, "SELECT id, file_id, phone, organisation FROM v_account WHERE id = :id");

static void reporter_fill(struct request *rq, struct report_new *new)
{
	new->reporter = rq->viewer.account;
	new->reporter_name = rq->viewer.name;
	struct rows *r = sql_read(rq->slot, &reporter_known, WITH(p_id("id", rq->viewer.account)));
	if (rows_next(r)) {
		if (!rows_null(r, 2))
			new->reporter_phone = rows_open(r, 2, "account.phone");
		if (!rows_null(r, 3))
			new->reporter_organisation = rows_open(r, 3, "account.organisation");
	}
	rows_end(r);
}

static const char *area_named(struct request *rq)
{
	const char *place = field_text(rq->in, "place"), *about = field_text(rq->in, "about");
	const char *postcode = postcode_in(rq->arena, place);
	if (!postcode)
		postcode = postcode_in(rq->arena, about);
	slot_view_as(rq->slot, NABIJ_ITSELF);        /* who is not signed in sees no table at all, not even of postcodes */
	const char *area = postcode ? area_of_postcode(rq->slot, postcode) : NULL;
	slot_view_as(rq->slot, rq->viewer.account);
	return area;
}

/* Gentle: a school behind one address can report all day, a program that fills the inbox cannot. */
static const struct rate_rule REPORTS_OF_ONE_PEER = { .free = 20, .first = SECONDS(30), .longest = MINUTES(15), .forget = HOURS(1) };
static struct rate *peers;
static pthread_once_t peers_made = PTHREAD_ONCE_INIT;

static void peers_make(void)
{
	peers = rate_new(4096);
}

static void count_peer(struct request *rq)
{
	static bool too_many = true;
	const char *front = http_header(rq->http, "X-Forwarded-For");
	pthread_once(&peers_made, peers_make);
	if (rq->viewer.account == NOBODY && rate_try(peers, &REPORTS_OF_ONE_PEER, front ? front : rq->http->peer, rq->now))
		rq->carry = &too_many;
}

static struct reply send(struct request *rq)
{
	complete(rq);
	if (rq->carry)
		field_fail(rq->in, NULL, rq_tr(rq, N_("Er kwamen net erg veel meldingen van deze plek. Wacht een paar minuten en verstuur je melding dan opnieuw.")));
	if (rq->in->errors)
		return reply_again();
	struct report_new new = {
		.what = field_text(rq->in, "what"), .domains = field_text(rq->in, "domains"), .about = field_text(rq->in, "about"),
		.place = field_text(rq->in, "place"), .area_code = area_named(rq), .knows = field_text(rq->in, "knows"),
		.reporter_kind = field_text(rq->in, "reporter_kind"), .reporter_name = field_text(rq->in, "reporter_name"),
		.reporter_phone = field_text(rq->in, "reporter_phone"), .reporter_organisation = field_text(rq->in, "reporter_organisation"),
		.call_when = field_text(rq->in, "call_when"), .urgent = field_yes(rq->in, "urgent"),
		.introduce = field_text(rq->in, "introduce"), .may_name = field_yes(rq->in, "may_name"),
	};
	if (!strcmp(new.reporter_kind, "self"))
		new.knows = "yes";
	if (is_known(rq))
		reporter_fill(rq, &new);
	struct report_receipt receipt = { 0 };
	if (!report_receive(rq->slot, &new, &receipt)) {
		field_fail(rq->in, NULL, rq_tr(rq, N_("Er is nog geen team dat meldingen leest. Bel de gemeente.")));
		return reply_again();
	}
	return receipt.token ? reply_go(rq, NULL, "/r/%s", receipt.token) : reply_go(rq, NULL, "/my-reports/%lld", (long long)receipt.report);
}

/* Sent with something missing: the first step that misses it. What failed as a whole stays above the check page. */
static struct reply again(struct request *rq)
{
	const char *whole = rq->in->whole;
	complete(rq);
	int at = step_wanted(rq, CHECK);
	if (whole)
		rq->in->errors++;
	return page(rq, at);
}

const struct route REPORT_FORM_ROUTES[] = {
	{ METHOD_GET, "/report", RELATION_PUBLIC, .run = begin, .input = &REPORT, .summary = "Reporting a worry, or asking for help: the first step" },
	{ METHOD_POST, "/report/step", RELATION_PUBLIC, .run = step, .input = &REPORT, .again = step, .asks = true,
		.summary = "Another step of a report; nothing is kept yet" },
	{ METHOD_POST, "/report", RELATION_PUBLIC, .run = send, .input = &REPORT, .again = again, .before = count_peer,
		.summary = "Send a report" },
	{ .path = NULL }
};
