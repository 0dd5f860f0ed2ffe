#include "plan_words.h"
#include "../../platform/base/list.h"
#include "plan_entities.h"

#define TOGETHER MINUTES(15)
enum { LINES_SHOWN = 8 };

struct plan_teller { struct request *rq; struct plan_moment *moment; const struct revision *now, *was; };

static const char *field_now(const struct plan_teller *t, const char *field)
{
	return revision_text(t->rq->arena, t->now, field);
}

static bool differs(const struct plan_teller *t, const char *field)
{
	const char *now = field_now(t, field), *was = t->was ? revision_text(t->rq->arena, t->was, field) : NULL;
	return strcmp(now ? now : "", was ? was : "") != 0;
}

static void add_line(struct plan_teller *t, const char *what, const char *said)
{
	*LIST_ADD(t->rq->arena, t->moment->lines, t->moment->lines_n) = (struct plan_moment_lines){ .what = what, .said = said };
}

static void say(struct plan_teller *t, const char *what, const char *said)
{
	add_line(t, rq_tr(t->rq, what), said);
}

static bool action(const struct plan_teller *t, const char *name)
{
	return !strcmp(t->now->action, name);
}

/* ---- each kind of row ---- */

static void tell_offer(struct plan_teller *t, const char *field, const char *yes, const char *no)
{
	const char *answer = field_now(t, field);
	if (differs(t, field) && answer && strcmp(answer, "open") != 0)
		say(t, !strcmp(answer, "yes") ? yes : no, NULL);
}

static void tell_plan(struct plan_teller *t)
{
	if (differs(t, "horizon"))
		say(t, N_("Waar we naartoe willen:"), field_now(t, "horizon"));
	if (differs(t, "freedom") && t->was)
		say(t, N_("Hoe vrijwillig:"), rq_tr(t->rq, code_label(&FREEDOM, field_now(t, "freedom"))));
	if (differs(t, "consequence"))
		say(t, N_("Wat er gebeurt als het niet lukt:"), field_now(t, "consequence"));
	tell_offer(t, "own_plan", N_("Het gezin wil eerst zelf een plan maken"), N_("Het gezin wil niet eerst zelf een plan maken"));
	tell_offer(t, "supporter", N_("Er komt een cliëntondersteuner bij"), N_("Er hoeft geen cliëntondersteuner bij"));
	if (differs(t, "agreed_at"))
		add_line(t, tr_fill(t->rq->arena, rq_tr(t->rq, N_("Het gezin zei ja tegen het plan: {who}")), "who", field_now(t, "agreed_by"), NULL), NULL);
}

static void tell_wish(struct plan_teller *t)
{
	if (action(t, "made"))
		say(t, N_("Een nieuwe wens:"), field_now(t, "text"));
	else
		say(t, N_("Een wens besproken:"), field_now(t, "answer"));
}

static void tell_goal(struct plan_teller *t)
{
	const char *title = field_now(t, "title"), *state = field_now(t, "state");
	if (action(t, "made"))
		say(t, state && !strcmp(state, "later") ? N_("Een doel voor straks:") : N_("Een nieuw doel:"), title);
	else if (action(t, "done"))
		say(t, N_("Doel bereikt:"), title);
	else if (action(t, "dropped"))
		say(t, N_("Doel niet meer nodig:"), title);
	else if (differs(t, "state"))
		say(t, state && !strcmp(state, "later") ? N_("Doel bij straks gezet:") : N_("Doel opgepakt:"), title);
	else
		say(t, N_("Doel anders opgeschreven:"), title);
}

static void tell_step(struct plan_teller *t)
{
	const char *title = field_now(t, "title");
	if (action(t, "made"))
		say(t, N_("Een nieuwe stap:"), title);
	else if (action(t, "done"))
		say(t, N_("Stap gedaan:"), title);
	else if (action(t, "undone"))
		say(t, N_("Stap toch nog niet gedaan:"), title);
	else if (action(t, "dropped"))
		say(t, N_("Stap uit het plan gehaald:"), title);
	else
		say(t, differs(t, "stuck_at") ? N_("Een stap lukt nu even niet:") : N_("Stap anders opgeschreven:"), title);
}

static void tell_agreement(struct plan_teller *t)
{
	say(t, action(t, "made") ? N_("Een nieuwe afspraak:") : N_("Afspraak niet meer nodig:"), field_now(t, "text"));
}

static void tell_review(struct plan_teller *t)
{
	say(t, N_("Samen teruggekeken"), field_now(t, "text"));
}

static void tell_word(struct plan_teller *t)
{
	const char *whose = field_now(t, "whose"), *score = field_now(t, "score"), *sentence = field_now(t, "sentence");
	const char *who = whose ? whose : rq_tr(t->rq, N_("Over een doel"));
	if (score)
		who = tr_fill(t->rq->arena, rq_tr(t->rq, N_("{who} gaf een {score}")), "who", who, "score", score, NULL);
	add_line(t, sentence ? arena_printf(t->rq->arena, "%s:", who) : who, sentence);
}

static const struct { const char *entity; void (*tell)(struct plan_teller *); } tellers[] = {
	{ "plan", tell_plan }, { "wish", tell_wish }, { "goal", tell_goal }, { "step", tell_step }, { "agreement", tell_agreement },
	{ "review", tell_review }, { "review_word", tell_word },
};

static void tell(struct plan_teller *t)
{
	for (size_t i = 0; i < sizeof tellers / sizeof *tellers; i++)
		if (!strcmp(tellers[i].entity, t->now->entity))
			tellers[i].tell(t);
}

/* ---- moments ---- */

static const struct revision *before(struct revisions all, size_t at)
{
	for (size_t i = at; i-- > 0; )
		if (all.list[i].row == all.list[at].row)
			return &all.list[i];
	return NULL;
}

struct moments_building { struct plan_moments moments; id64 by; moment began; };

static struct plan_moment *moment_of(struct moments_building *b, struct request *rq, const struct revision *r)
{
	bool same = b->moments.n && b->by == r->by && r->at - b->began <= TOGETHER;
	if (!same) {
		LIST_ADD(rq->arena, b->moments.list, b->moments.n);
		b->began = r->at;
		b->by = r->by;
	}
	return &b->moments.list[b->moments.n - 1];
}

struct plan_moments plan_moments_of(struct request *rq, struct revisions all, moment since)
{
	struct moments_building b = { .by = NOBODY };
	for (size_t i = 0; i < all.n; i++) {
		const struct revision *r = &all.list[i];
		if (r->at <= since)
			continue;
		struct plan_moment draft = { 0 };
		struct plan_teller t = { rq, &draft, r, before(all, i) };
		tell(&t);
		if (!draft.lines_n)
			continue;
		struct plan_moment *m = moment_of(&b, rq, r);
		m->id = r->id;
		m->at = r->at;
		m->who = r->by_name;
		for (size_t j = 0; j < draft.lines_n; j++)
			if (m->lines_n < LINES_SHOWN)
				*LIST_ADD(rq->arena, m->lines, m->lines_n) = draft.lines[j];
			else
				*LIST_ADD(rq->arena, m->more, m->more_n) = (struct plan_moment_more){ .what = draft.lines[j].what, .said = draft.lines[j].said };
		m->more_count = (int64_t)m->more_n;
	}
	for (size_t i = 0; i < b.moments.n / 2; i++) {
		struct plan_moment first = b.moments.list[i];
		b.moments.list[i] = b.moments.list[b.moments.n - 1 - i];
		b.moments.list[b.moments.n - 1 - i] = first;
	}
	return b.moments;
}
