/* Looking back together: a sentence and, who likes, a number per goal, from each who was there. */
#include <assert.h>
#include "../contact/contact.h"
#include "revision.h"

SQL(review_insert, "INSERT INTO review (id, file_id, household_id, on_day, family_present, network_present, present, text, by_id, at)"
	" VALUES (:id, :file, :household, :on_day, :family, :network, :present, :text, :by, :at)");

/* The moment at which the family was met: on the day itself now, on an earlier day at noon. */
static moment met_at(struct slot *slot, struct day on)
{
	struct day today = day_of(slot_now(slot));
	return day_diff(on, today) > 0 ? day_at(on, 12, 0) : slot_now(slot);
}

id64 review_add(struct slot *slot, const struct review_new *review, const char *actor)
{
	struct plan_change c;
	id64 id = id_new();
	assert(day_known(review->on));
	if (!plan_begin(&c, slot, review->household, actor))
		return 0;
	sql_run(slot, &review_insert, WITH(p_id("id", id), p_id("file", c.file), p_id("household", c.household),
		p_day("on_day", slot_arena(slot), review->on), p_bool("family", review->family_present), p_bool("network", review->network_present),
		p_blob("present", plan_seal(&c, "review.present", id, review->present)), p_blob("text", plan_seal(&c, "review.text", id, review->text)),
		p_id("by", slot_viewer(slot)), p_moment("at", slot_now(slot))));
	if (review->family_present)
		contact_met(slot, c.household, met_at(slot, review->on));
	return plan_end(&c, &REVIEW_ROWS, id, "made") ? id : 0;
}

SQL(review_goal_household, "SELECT household_id FROM v_goal WHERE id = :id");
SQL(review_word_insert, "INSERT INTO review_word (id, file_id, review_id, household_id, goal_id, whose, sentence, score, at)"
	" VALUES (:id, :file, :review, :household, :goal, :whose, :sentence, :score, :at)");

bool review_word(struct slot *slot, id64 review, id64 goal, const char *whose, const char *sentence, int score, const char *actor)
{
	struct plan_change c;
	id64 id = id_new();
	assert(goal && score >= -1 && score <= 10);
	if (!plan_begin_row(&c, slot, &REVIEW_ROWS, review, actor) || !plan_has(&c, &review_goal_household, goal))
		return false;
	sql_run(slot, &review_word_insert, WITH(p_id("id", id), p_id("file", c.file), p_id("review", review), p_id("household", c.household),
		p_id("goal", goal), p_blob("whose", plan_seal(&c, "review_word.whose", id, whose)),
		p_blob("sentence", plan_seal(&c, "review_word.sentence", id, sentence)),
		score < 0 ? p_null("score", PARAM_INT) : p_int("score", score), p_moment("at", slot_now(slot))));
	return plan_end(&c, &WORD_ROWS, id, "made");
}
