/* A household: opening, people, doubles, the fixed professional, closing; accounts and codes. */
#include "town.h"
#include "features/household/search_words.h"
#include "platform/db/service.h"

SQL(test_household_row, "SELECT id, file_id, number, phase, professional_id, professional_count, closed_at, area_code FROM v_household"
	" WHERE id = :household");
SQL(test_keep, "SELECT min(keep_until) FROM s_file WHERE household_id = :household");
SQL(test_found, "SELECT count(DISTINCT household_id) FROM v_name_token WHERE kind = :kind AND token = :token");
SQL(test_changes, "SELECT count(*) FROM v_professional_change WHERE household_id = :household");
SQL(test_all_tasks, "SELECT count(*) FROM s_attention WHERE rule = 'double'");
SQL(test_detail, "SELECT id, file_id, detail FROM v_attention WHERE rule = 'double'");
SQL(test_attention_rows, "SELECT count(*) FROM v_attention WHERE rule = 'double'");
SQL(test_postcode, "INSERT INTO postcode (id, postcode, area_code) VALUES (:id, :postcode, :area)");
SQL(test_account_end, "UPDATE account SET until_at = :now WHERE id = :account");
SQL(test_sessions, "SELECT count(*) FROM s_credential WHERE account_id = :account AND password = :hash AND NOT must_change");
SQL(test_must_change, "SELECT count(*) FROM s_credential WHERE account_id = :account AND must_change");

static int64_t number_for(id64 account, struct sql *sql, const struct param *with)
{
	id64 actor = slot_viewer(town.slot);
	int64_t n = sql_number(as(account), sql, with, -1);
	as(actor);
	return n;
}

static int64_t number(struct sql *sql, const struct param *with)
{
	return number_for(NABIJ_ITSELF, sql, with);
}

struct seen_household { const char *number, *phase, *area; id64 professional; int count; bool closed; };

static struct seen_household look(id64 account, id64 household)
{
	id64 actor = slot_viewer(town.slot);
	struct seen_household h = { 0 };
	struct rows *r = sql_read(as(account), &test_household_row, WITH(p_id("household", household)));
	if (rows_next(r))
		h = (struct seen_household){ rows_text(r, 2), rows_text(r, 3), rows_text(r, 7), rows_int(r, 4), (int)rows_int(r, 5), !rows_null(r, 6) };
	rows_end(r);
	as(actor);
	return h;
}

/* ---- opening ---- */

static void a_household_gets_a_random_number_and_is_its_professionals_alone(void **state)
{
	(void)state;
	id64 one = a_household(town.north, town.sanne, "Gezin Okafor"), two = a_household(town.north, town.sanne, "Gezin Bakker");
	struct seen_household h = look(town.sanne, one);
	assert_int_equal(strlen(h.number), 6);
	assert_memory_equal(h.number, "DN", 2);
	assert_int_equal(strspn(h.number + 2, "0123456789"), 4);
	assert_string_not_equal(h.number, look(town.sanne, two).number);
	assert_string_equal(h.phase, "report");
	assert_true(h.professional == town.sanne && h.count == 1);
	assert_null(look(town.joost, one).number);
	assert_null(look(town.manager, one).number);
}

static void who_is_no_team_professional_opens_nothing(void **state)
{
	(void)state;
	assert_int_equal(household_open(as(town.manager), &(struct household_new){ .team = town.north, .name = "X", .professional = town.sanne }), 0);
	assert_int_equal(household_open(as(town.sanne), &(struct household_new){ .team = town.north, .name = "X", .professional = town.school }), 0);
	assert_int_equal(household_open(as(town.sanne), &(struct household_new){ .team = town.north, .name = "" }), 0);
}

static void the_area_follows_from_the_postcode(void **state)
{
	(void)state;
	const char *normal;
	as(NABIJ_ITSELF);
	sql_run(town.slot, &test_postcode, WITH(p_id("id", id_new()), p_text("postcode", "8021"), p_text("area", "BU01930100")));
	sql_run(town.slot, &test_postcode, WITH(p_id("id", id_new()), p_text("postcode", "8021AB"), p_text("area", "BU01930999")));
	id64 h = household_open(as(town.sanne), &(struct household_new){ .team = town.north, .name = "Gezin", .postcode = "8021 ab",
		.professional = town.sanne });
	assert_string_equal(look(town.sanne, h).area, "BU01930999");
	assert_string_equal(area_of_postcode(town.slot, "8021XZ"), "BU01930100");
	assert_null(area_of_postcode(town.slot, "9999ZZ"));
	assert_null(area_of_postcode(town.slot, "onbekend"));
	assert_true(postcode_valid(" 8021 ab ", town.arena, &normal));
	assert_string_equal(normal, "8021AB");
	static const char *const wrong[] = { "", "8021", "0123AB", "8021A", "8021ABC", "8021SS", "802AAB", "8021A1", "8021 AB 9" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(postcode_valid(wrong[i], town.arena, &normal));
}

/* ---- names ---- */

static int64_t found(id64 account, const char *kind, const char *typed)
{
	return number_for(account, &test_found, WITH(p_text("kind", kind), p_blob("token", name_token(town.slot, kind, typed))));
}

static void a_name_is_found_by_its_beginnings_by_who_may_see_it(void **state)
{
	(void)state;
	id64 h = a_household(town.north, town.sanne, "Gezin Yılmaz-de Boer");
	id64 person = a_person(h, "Ayşe", "Yılmaz", "parent", "1990-01-01", true);
	assert_int_equal(found(town.sanne, "word", "yil"), 1);
	assert_int_equal(found(town.sanne, "word", "BOER"), 1);
	assert_int_equal(found(town.sanne, "word", "ays"), 1);
	assert_int_equal(found(town.sanne, "word", "boers"), 0);
	assert_int_equal(found(town.sanne, "number", look(town.sanne, h).number), 1);
	assert_int_equal(found(town.joost, "word", "yil"), 0);
	assert_true(person_update(town.slot, person, &(struct person_new){ .first_name = "Elif", .last_name = "Kaya", .role = "parent" }));
	assert_int_equal(found(town.sanne, "word", "ays"), 0);
	assert_int_equal(found(town.sanne, "word", "elif"), 1);
}

/* ---- somebody entered twice ---- */

static id64 jayden_with_sanne(id64 professional)
{
	id64 h = a_household(town.north, professional ? professional : town.sanne, "Gezin Bakker");
	assert_true(a_person(h, "Jayden", "van den Bakker", "child", "2012-02-03", true));
	return h;
}

static void a_misspelt_double_is_the_owners_task_and_who_enters_sees_nothing(void **state)
{
	(void)state;
	id64 h = jayden_with_sanne(0);
	id64 other = a_household(town.south, town.meryem, "Gezin B");
	slot_forget(town.slot, (struct slot_mark){ 0, 0 });
	assert_true(a_person(other, "Jeyden", "Backer", "child", "2012-02-03", true));
	assert_int_equal(tasks(town.sanne, h, "double"), 1);
	assert_int_equal(seen(town.meryem, &test_attention_rows), 0);
	/* The log of the request is made of these: her own household alone. */
	assert_int_equal(slot_files_shown(town.slot).n, 0);
	assert_int_equal(slot_files_written(town.slot).n, 1);
	assert_int_equal(slot_files_written(town.slot).id[0], household_file(town.slot, other));
	struct rows *r = sql_read(as(town.sanne), &test_detail, WITHOUT);
	assert_true(rows_next(r));
	assert_string_equal(rows_open(r, 2, "attention.detail"), "Jayden, Meryem Aydin");
	rows_end(r);
}

static void doubles_are_found_however_they_are_spelt(void **state)
{
	(void)state;
	static const struct { const char *first, *last, *birth; bool same; } entered[] = {
		{ "Jayden", "Bakker", "2012-02-03", true },          /* without the small words */
		{ "Jaiden", "Jansen", "2012-02-03", true },          /* another last name, a first name that sounds alike */
		{ "J.", "Bakker", "2012-02-03", true },
		{ "Jayden", "Bakker", "2012-03-02", true },          /* day and month the other way round */
		{ "Jayden", "Bakker", "2010-02-03", false },
		{ "Sophie", "Bakker", "2012-02-03", false },
		{ "Jayden", "Bakker", "", false },                   /* without a birth date nothing can be said */
	};
	for (size_t i = 0; i < sizeof entered / sizeof *entered; i++) {
		id64 h = jayden_with_sanne(0), other = a_household(town.south, town.meryem, "Gezin B");
		assert_true(a_person(other, entered[i].first, entered[i].last, "child", entered[i].birth, true));
		if (tasks(town.sanne, h, "double") != entered[i].same)
			fail_msg("%s %s %s", entered[i].first, entered[i].last, entered[i].birth);
		assert_true(household_phase(as(town.sanne), h, "closed", NULL) && household_phase(as(town.meryem), other, "closed", NULL));
	}
}

static void twins_in_one_household_and_people_of_a_closed_one_are_no_doubles(void **state)
{
	(void)state;
	id64 h = jayden_with_sanne(0);
	assert_true(a_person(h, "Jayda", "van den Bakker", "child", "2012-02-03", true));
	assert_int_equal(number(&test_all_tasks, WITHOUT), 0);
	assert_true(household_phase(as(town.sanne), h, "closed", NULL));
	id64 other = a_household(town.south, town.meryem, "Gezin B");
	assert_true(a_person(other, "Jayden", "Bakker", "child", "2012-02-03", true));
	assert_int_equal(number(&test_all_tasks, WITHOUT), 0);
}

static void without_a_professional_the_coordinator_gets_the_task_but_never_who_enters(void **state)
{
	(void)state;
	id64 h = jayden_with_sanne(0);
	as(NABIJ_ITSELF);
	assert_int_equal(sql_run(town.slot, &test_account_end, WITH(p_id("account", town.sanne), p_moment("now", slot_now(town.slot)))), 1);
	id64 other = a_household(town.north, town.carla, "Gezin B");
	assert_true(a_person(other, "Jayden", "Bakker", "child", "2012-02-03", true));
	assert_int_equal(tasks(town.carla, h, "double"), 0);
	assert_int_equal(tasks(town.cor, h, "double"), 1);
	as(town.joost);
	other = a_household(town.north, town.joost, "Gezin C");
	assert_true(a_person(other, "Jayden", "Bakker", "child", "2012-02-03", true));
	assert_int_equal(tasks(town.carla, h, "double"), 1);
}

/* ---- the fixed professional ---- */

static void a_change_of_professional_is_counted_and_the_old_one_keeps_two_weeks(void **state)
{
	(void)state;
	id64 h = a_household(town.north, town.sanne, "Gezin Martens"), file = household_file(town.slot, h);
	id64 child = a_person(h, "Bram", "Martens", "child", "2011-05-14", true);
	id64 held, hold = hold_make(town.slot, &(struct hold_new){ .household = h, .reason = "gevaar", .second = town.kees }, &held);
	assert_true(hold && household_professional(as(town.carla), h, town.joost, NULL, "Sanne gaat met verlof"));
	struct seen_household now = look(town.joost, h);
	assert_true(now.professional == town.joost && now.count == 2);
	assert_int_equal(seen(town.joost, &test_attention_rows), 0);
	assert_true(writes(town.joost, file) && reads(town.joost, own_file(child)) && reads(town.joost, held));
	assert_int_equal(number_for(town.joost, &test_changes, WITH(p_id("household", h))), 2);
	at("2026-12-05T22:59:59Z");
	assert_true(reads(town.sanne, file) && reads(town.sanne, held));
	at("2026-12-05T23:00:00Z");
	assert_false(reads(town.sanne, file) || reads(town.sanne, own_file(child)) || reads(town.sanne, held));
	assert_true(reads(town.joost, file));
}

static void the_family_can_lead_itself_with_a_named_contact(void **state)
{
	(void)state;
	id64 h = a_household(town.north, town.sanne, "Gezin Martens");
	assert_false(household_professional(as(town.sanne), h, 0, "", NULL));
	assert_true(household_professional(as(town.sanne), h, 0, "Lotte", "gaat goed"));
	struct seen_household now = look(town.sanne, h);
	assert_true(now.professional == 0 && now.count == 1);
	assert_false(household_professional(as(town.meryem), h, town.meryem, NULL, NULL));
	assert_false(household_professional(as(town.manager), h, town.joost, NULL, NULL));
}

/* ---- phases ---- */

static void closing_ends_the_professionals_access_after_two_weeks_and_never_the_familys(void **state)
{
	(void)state;
	id64 h = a_household(town.north, town.sanne, "Gezin Martens"), file = household_file(town.slot, h);
	id64 lotte = signed_in(a_person(h, "Lotte", "Martens", "parent", "1986-03-02", true));
	assert_false(household_phase(town.slot, h, "nonsense", NULL));
	assert_true(household_phase(town.slot, h, "support", "samen afgesproken"));
	assert_true(household_phase(town.slot, h, "closed", "het gaat goed"));
	assert_true(look(town.sanne, h).closed && writes(town.sanne, file));
	assert_int_equal(number(&test_keep, WITH(p_id("household", h))), day_begin((struct day){ 2046, 11, 21 }));
	at("2026-12-05T23:00:00Z");
	assert_false(reads(town.sanne, file));
	assert_true(reads(lotte, file));
}

static void what_is_closed_stays_closed_and_its_term_does_not_move(void **state)
{
	(void)state;
	id64 h = a_household(town.north, town.sanne, "Gezin Martens");
	assert_true(household_phase(town.slot, h, "closed", NULL));
	int64_t keep = number(&test_keep, WITH(p_id("household", h)));
	at("2026-11-25T11:00:00Z");
	assert_false(household_phase(town.slot, h, "support", NULL));
	assert_false(household_phase(town.slot, h, "closed", NULL));
	assert_int_equal(a_person(h, "Sam", NULL, "child", "", true), 0);
	assert_false(household_next(town.slot, h, day("2026-12-01"), "19.30", "thuis"));
	assert_false(household_professional(town.slot, h, town.joost, NULL, NULL));
	assert_int_equal(number(&test_keep, WITH(p_id("household", h))), keep);
}

/* ---- people around, and what a rule refuses ---- */

static void custody_and_ties_stay_within_the_household(void **state)
{
	(void)state;
	id64 h = a_household(town.north, town.sanne, "Gezin A"), other = a_household(town.north, town.joost, "Gezin B");
	id64 stranger = a_person(other, "Rob", NULL, "parent", "", true);
	as(town.sanne);
	id64 child = a_person(h, "Bram", NULL, "child", "2011-05-14", true);
	assert_int_equal(with_custody(h, stranger, child, "parental"), 0);
	assert_int_equal(with_custody(h, child, child, "parental"), 0);
	assert_int_equal(with_custody(h, child, stranger, "boss"), 0);
	assert_int_equal(tie_add(town.slot, &(struct tie_new){ .household = h, .person = stranger, .kind = "friend", .name = "Piet" }), 0);
	assert_int_equal(tie_add(town.slot, &(struct tie_new){ .household = other, .kind = "friend", .name = "Piet" }), 0);
	id64 tie = tie_add(town.slot, &(struct tie_new){ .household = h, .person = child, .kind = "friend", .name = "Piet", .closeness = 1 });
	assert_true(tie && !tie_end(as(town.joost), tie) && tie_end(as(town.sanne), tie));
	assert_int_equal(a_person(h, "", NULL, "child", "", true), 0);
	assert_int_equal(a_person(h, "Sam", NULL, "king", "", true), 0);
}

/* ---- accounts ---- */

static void a_code_works_once_and_only_the_newest(void **state)
{
	(void)state;
	id64 h = a_household(town.north, town.sanne, "Gezin Martens"), lotte = a_person(h, "Lotte", "Martens", "parent", "1986-03-02", true);
	const char *lost = account_invite(town.slot, lotte), *code = account_invite(town.slot, lotte);
	as(NABIJ_ITSELF);
	assert_int_equal(invite_account(town.slot, lost), 0);
	id64 account = invite_account(town.slot, code);
	assert_true(account);
	assert_int_equal(invite_accept(town.slot, code, "lotte!", "hash"), 0);
	assert_int_equal(invite_accept(town.slot, code, " ", "hash"), 0);
	assert_int_equal(invite_accept(town.slot, lost, "lotte", "hash"), 0);
	assert_int_equal(invite_accept(town.slot, code, "Lotte.Martens", "hash"), account);
	assert_false(login_free(town.slot, "lotte.martens"));
	assert_int_equal(number(&test_sessions, WITH(p_id("account", account), p_text("hash", "hash"))), 1);
	assert_int_equal(invite_account(town.slot, code), 0);
	/* Forgotten: a new code, the same login. */
	code = account_invite(as(town.sanne), lotte);
	assert_int_equal(invite_accept(as(NABIJ_ITSELF), code, "lotte.martens", "other"), account);
}

static void a_code_ends_after_two_weeks(void **state)
{
	(void)state;
	id64 h = a_household(town.north, town.sanne, "Gezin Martens"), lotte = a_person(h, "Lotte", "Martens", "parent", "1986-03-02", true);
	const char *code = account_invite(town.slot, lotte);
	at("2026-12-05T22:59:59Z");
	assert_true(invite_account(town.slot, code));
	at("2026-12-05T23:00:00Z");
	assert_int_equal(invite_account(town.slot, code), 0);
	assert_int_equal(invite_accept(town.slot, code, "lotte", "hash"), 0);
}

static void a_supporter_is_invited_by_the_family_and_gone_when_that_is_taken_back(void **state)
{
	(void)state;
	id64 access, h = a_household(town.north, town.sanne, "Gezin Martens"), file = household_file(town.slot, h);
	id64 person = a_person(h, "Lotte", "Martens", "parent", "1986-03-02", true), lotte = signed_in(person);
	assert_null(supporter_invite(as(town.sanne), h, "Tante Ans", "helpt", FOREVER, &access));
	const char *code = supporter_invite(as(lotte), h, "Tante Ans", "helpt met de stappen", FOREVER, &access);
	id64 ans = code ? invite_account(town.slot, code) : 0;
	assert_true(ans && access && writes(ans, file) && !reads(ans, own_file(person)));
	assert_null(supporter_invite(as(ans), h, "Nog iemand", "", FOREVER, &(id64){ 0 }));
	assert_true(household_phase(as(town.sanne), h, "closed", NULL));
	at("2027-01-01T11:00:00Z");
	assert_true(reads(ans, file));
	assert_true(access_end_by(as(NABIJ_ITSELF), 0, h, slot_now(town.slot)) && reads(ans, file));
	assert_true(consent_withdraw(as(lotte), access));
	assert_false(reads(ans, file));
}

static void logins_are_one_spelling_and_one_person(void **state)
{
	(void)state;
	struct account_new new = { .kind = "professional", .name = "Nieuw", .login = "Nieuw.1" };
	as(NABIJ_ITSELF);
	id64 account = account_new(town.slot, &new);
	assert_true(account);
	assert_int_equal(account_new(town.slot, &new), 0);
	new.login = "a b";
	assert_int_equal(account_new(town.slot, &new), 0);
	new.login = NULL;
	new.kind = "itself";
	assert_int_equal(account_new(town.slot, &new), 0);
	assert_true(account_password(as(town.manager), account, "hash"));
	assert_int_equal(number(&test_must_change, WITH(p_id("account", account))), 1);
	assert_true(account_password(as(account), account, "own"));
	assert_int_equal(number(&test_must_change, WITH(p_id("account", account))), 0);
	assert_false(account_password(as(town.joost), account, "hash"));
}

static void a_birth_date_is_found_among_the_words_of_a_name(void **state)
{
	static const struct { const char *typed, *first, *second; size_t n; const char *born; } asked[] = {
		{ "jansen", "jansen", NULL, 1, "" }, { "4-3-2011", NULL, NULL, 0, "2011-03-04" }, { "Jansen 4-3-2011", "Jansen", NULL, 1, "2011-03-04" },
		{ "4 maart 2011 Jansen", "Jansen", NULL, 1, "2011-03-04" }, { "  Bo  4 mrt 2011 Yılmaz ", "Yılmaz", "Bo", 2, "2011-03-04" },
		{ "de Boer-Visser", "Visser", "Boer", 3, "" }, { "4-13-2011", "2011", "13", 2, "" }, { "van den Broek-Adriaans", "Adriaans", "Broek", 3, "" }, { "Familie Smit", "Smit", NULL, 1, "" },
		{ "gezin", "gezin", NULL, 1, "" }, { "x", NULL, NULL, 0, "" }, { "", NULL, NULL, 0, "" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		struct asked_words w;
		words_asked(town.arena, asked[i].typed, &w);
		assert_int_equal(w.n, asked[i].n);
		assert_string_equal(day_iso(town.arena, w.born), asked[i].born);
		if (asked[i].first)
			assert_string_equal(w.word[0], asked[i].first);
		if (asked[i].second)
			assert_string_equal(w.word[1], asked[i].second);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, town_begin, town_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_household_gets_a_random_number_and_is_its_professionals_alone), TEST(who_is_no_team_professional_opens_nothing),
		TEST(the_area_follows_from_the_postcode), TEST(a_name_is_found_by_its_beginnings_by_who_may_see_it),
		TEST(a_misspelt_double_is_the_owners_task_and_who_enters_sees_nothing), TEST(doubles_are_found_however_they_are_spelt),
		TEST(twins_in_one_household_and_people_of_a_closed_one_are_no_doubles),
		TEST(without_a_professional_the_coordinator_gets_the_task_but_never_who_enters),
		TEST(a_change_of_professional_is_counted_and_the_old_one_keeps_two_weeks), TEST(the_family_can_lead_itself_with_a_named_contact),
		TEST(closing_ends_the_professionals_access_after_two_weeks_and_never_the_familys),
		TEST(what_is_closed_stays_closed_and_its_term_does_not_move), TEST(custody_and_ties_stay_within_the_household),
		TEST(a_code_works_once_and_only_the_newest), TEST(a_code_ends_after_two_weeks),
		TEST(a_supporter_is_invited_by_the_family_and_gone_when_that_is_taken_back), TEST(logins_are_one_spelling_and_one_person),
		TEST(a_birth_date_is_found_among_the_words_of_a_name),
	};
	return cmocka_run_group_tests(tests, town_made, town_gone);
}
