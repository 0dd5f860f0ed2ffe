/* What the teams put on paper, and the problems they raised: told from documents.json, with the figures as they are in the made-up town. */
#include "../../neighbourhood/neighbourhood.h"
#include "demo_inside.h"

/* ---- problems ---- */

static struct day day_of_story(struct demo *d, const json_t *j, const char *name)
{
	return json_is_integer(json_object_get(j, name)) ? demo_day(d, number_of(j, name, 0)) : (struct day){ 0, 0, 0 };
}

/* From here on it is that person who acts, at that day of their part of the story. */
static bool acts(struct demo *d, const json_t *j, const char *day, int hour)
{
	const struct demo_staff *who = demo_who(d, text_of(j, "by"));
	if (!who)
		return false;
	demo_at(d, number_of(j, day, 0), hour, 25);
	slot_view_as(d->slot, who->account);
	return true;
}

static bool answered(struct demo *d, const json_t *j, id64 problem)
{
	return !j || (acts(d, j, "day", 11) && problem_answer(d->slot, problem, &(struct problem_answer){ text_of(j, "text"), text_of(j, "decision"),
		day_of_story(d, j, "happens_by") }));
}

SQL(told_initiative, "SELECT i.id FROM v_initiative i WHERE i.team_id = :team AND i.title = :title ORDER BY i.id LIMIT 1");

/* The initiative it comes from, when the story has it. */
static id64 told_from(struct demo *d, const json_t *j)
{
	const char *title = text_of(j, "initiative");
	return title ? sql_number(d->slot, &told_initiative, WITH(p_id("team", demo_team_id(d, text_of(j, "team"))), p_text("title", title)), 0) : 0;
}

static bool tell_problem(struct demo *d, const json_t *j)
{
	if (!acts(d, j, "day", 14))
		return false;
	const json_t *accept = json_object_get(j, "accept");
	id64 id = problem_raise(d->slot, &(struct problem_new){ .team = demo_team_id(d, text_of(j, "team")), .area_code = text_of(j, "area"),
		.domain = text_of(j, "domain"), .to_whom = text_of(j, "to"), .title = text_of(j, "title"), .text = text_of(j, "text"), .tried = text_of(j, "tried"),
		.asked = text_of(j, "asked"), .since = day_of_story(d, j, "since"), .answer_by = demo_day(d, number_of(j, "answer_by", 14)),
		.households = number_of(j, "households", -1), .initiative = told_from(d, j) });
	bool fine = id && answered(d, json_object_get(j, "answer"), id) && (!accept || (acts(d, accept, "day", 9) && problem_accept(d->slot, id)));
	slot_view_as(d->slot, NABIJ_ITSELF);
	return fine || demo_wrong(d, "problem \"%.60s\" could not be told", text_of(j, "title"));
}

/* ---- documents ---- */

static bool save(struct demo *d, id64 document, const char *section, const char *text, const char *take)
{
	return document_save(d->slot, document, &(struct document_change){ .section = section, .text = text, .take = take }) == DOCUMENT_SAVED;
}

/* A section is its words, or an object with who wrote them and what they took in. */
static bool tell_section(struct demo *d, const json_t *j, id64 document, const char *section, const json_t *words, int day)
{
	const char *text = json_is_string(words) ? json_string_value(words) : text_of(words, "text");
	const struct demo_staff *who = demo_who(d, json_is_string(words) ? text_of(j, "by") : text_of(words, "by"));
	const json_t *take = json_object_get(words, "take");
	demo_at(d, day, 15, 40);
	slot_view_as(d->slot, who ? who->account : NOBODY);
	bool fine = who && save(d, document, section, text, NULL);
	for (size_t i = 0; fine && i < json_array_size(take); i++)
		fine = save(d, document, section, text, text_at(take, i));
	return fine;
}

static bool adopted(struct demo *d, const json_t *j, id64 document)
{
	const struct demo_staff *who = text_of(j, "adopted_by") ? demo_who(d, text_of(j, "adopted_by")) : NULL;
	int day = number_of(j, "adopted", 0);
	if (!who)
		return !text_of(j, "adopted_by");
	demo_at(d, day, 16, 30);
	slot_view_as(d->slot, who->account);
	return document_adopt(d->slot, document, &(struct document_adoption){ demo_day(d, day), text_of(j, "informed"), text_of(j, "thought_along"),
		text_of(j, "worked_along"), text_of(j, "decided_along") });
}

static bool tell_document(struct demo *d, const json_t *j)
{
	int begun = number_of(j, "begun", -10), day = begun, year = demo_day(d, begun).year + number_of(j, "year", 0);
	const char *section;
	json_t *words;
	const struct demo_staff *who = demo_who(d, text_of(j, "by"));
	if (!who)
		return false;
	demo_at(d, begun, 10, 5);
	slot_view_as(d->slot, who->account);
	id64 id = document_begin(d->slot, demo_team_id(d, text_of(j, "team")), text_of(j, "area"), text_of(j, "kind"), year);
	bool fine = id != 0;
	json_object_foreach(json_object_get(j, "sections"), section, words)
		fine = fine && tell_section(d, j, id, section, words, ++day);
	fine = fine && adopted(d, j, id);
	slot_view_as(d->slot, NABIJ_ITSELF);
	arena_reset(d->arena);
	return fine || demo_wrong(d, "the %s of %s could not be told", text_of(j, "kind"), text_of(j, "area"));
}

bool demo_documents(struct demo *d)
{
	return demo_each(d, json_object_get(d->documents, "problems"), tell_problem) && demo_each(d, json_object_get(d->documents, "documents"), tell_document)
		&& demo_fine(d);
}
