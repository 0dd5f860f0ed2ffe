/* Questions at the desk: answered on the spot and counted, without a household (contact/contact.h). Spread over three years by the people of the areas; in
 * one area of seven hundred the last six weeks bring more about money than they did: something for the night to find. */
#include "country_inside.h"

enum { DAYS_ASKED = 1095, RISING_AREAS = 700, RISE_DAYS = 21, RISE_MORE = 40 };

static void push_question(struct country *c, const struct country_area *area, const char *domain, int day)
{
	static const char *const outcomes[] = { "answered", "answered", "answered", "pointed", "appointment" };
	static const int minutes[] = { 3, 5, 10, 15, 30 };
	const struct country_team *t = &c->team[area->team];
	while (country_weekday(c, day) > 5)
		day--;
	put_row(c, T_LIGHT_QUESTION);
	put_id(c, country_id(c));
	put_id(c, t->id);
	put_id(c, country_colleague(c, t)->account);
	put_text(c, domain);
	put_text(c, area->code);
	put_int(c, minutes[country_below(c, 5)]);
	put_text(c, outcomes[country_below(c, 5)]);
	put_id(c, country_at(c, day, 540 + (int)country_below(c, 450)));
	c->made.questions++;
}

/* One in so many is asked where it rises: about RISE_MORE for each of those areas. */
static int64_t rises_every(const struct country *c, int64_t rising)
{
	int64_t every = c->size.questions / (rising * RISE_MORE);
	return every ? every : 1;
}

void country_questions(struct country *c, int64_t done)
{
	int64_t wanted = (int64_t)((double)c->size.questions * (double)done / (double)c->size.households);
	int64_t rising = ((int64_t)c->areas_n + RISING_AREAS - 1) / RISING_AREAS, every = rises_every(c, rising);
	country_seed(c, UINT64_C(1) << 41 | (uint64_t)done);
	while (c->made.questions < wanted)
		if (c->made.questions % every == 0)
			push_question(c, &c->area[(int64_t)country_below(c, (uint32_t)rising) * RISING_AREAS], "income", -country_between(c, 1, RISE_DAYS));
		else
			push_question(c, country_some_area(c), PICK(c, COUNTRY_DOMAINS), -country_between(c, 1, DAYS_ASKED));
}
