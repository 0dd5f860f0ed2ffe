/* A small world for the tests of safety: one household with everybody who could have to do with it, and words in its data that nobody else may
 * ever read.
 *
 *   world fill --data DIR    into a store that 'nabij init --demo' made; says as JSON who there is, by which ids, with which words
 *   world log --data DIR     the whole log as JSON, after folding
 *   world files --data DIR   all files and how long they are kept
 *   world counts --data DIR  how many rows there are of what leaves nothing to read
 *   world jobs --data DIR    how often each job has run, and when last
 *   world rows --data DIR    how many rows there are of what is kept for a while alone
 *
 * It works through the rules of the parts, each as the person who would do it. */
#include <assert.h>
#include <jansson.h>
#include "cli/cli.h"
#include "features/account/accounts.h"
#include "features/contact/contact.h"
#include "features/household/household.h"
#include "features/household/intake.h"
#include "features/initiative/initiative.h"
#include "features/neighbourhood/neighbourhood.h"
#include "features/signal/reporting_code.h"
#include "features/plan/plan.h"
#include "features/privacy/access.h"
#include "features/signal/report_link.h"
#include "features/signal/signal.h"
#include "features/team/team.h"
#include "platform/crypt/crypt.h"

#define PASSWORD "goed-verborgen-vlinder"
#define MUST(x)  must((x) != 0, #x, __LINE__)

static struct { struct bulk *bulk; struct slot *slot; struct arena *arena; const char *hash; json_t *people, *ids; id64 north, south, household, shared; } w;

static void must(bool fine, const char *what, int line)
{
	if (fine && !slot_failed(w.slot))
		return;
	fprintf(stderr, "world: line %d: %s%s%s\n", line, what, slot_failed(w.slot) ? ": " : "", slot_failed(w.slot) ? slot_error(w.slot) : "");
	exit(1);
}

static struct slot *as(id64 account)
{
	slot_view_as(w.slot, account);
	return w.slot;
}

static struct day day(const char *iso)
{
	struct day d = { 0, 0, 0 };
	if (iso)
		must(day_parse(iso, &d), iso, __LINE__);
	return d;
}

static const char *text_of(id64 id)
{
	return arena_printf(w.arena, "%lld", (long long)id);
}

static void say_id(const char *name, id64 id)
{
	must(id != 0, name, __LINE__);
	json_object_set_new(w.ids, name, json_string(text_of(id)));
}

/* ---- people ---- */

SQL(world_token, "INSERT INTO token (id, account_id, hash, purpose, label, created_at, until_at)"
	" VALUES (:id, :account, :hash, 'api', :label, :now, :until)");

/* Everybody also has a program that speaks for them. */
static void say_person(const char *login, const char *kind, const char *name, id64 account)
{
	unsigned char hash[HASH_BYTES];
	const char *token = token_new(w.arena, hash);
	id64 id = id_new();
	int n = sql_run(as(NABIJ_ITSELF), &world_token, WITH(p_id("id", id), p_id("account", account),
		p_blob("hash", (struct blob){ hash, sizeof hash }), p_text("label", "proef"), p_moment("now", slot_now(w.slot)),
		p_moment("until", FOREVER)));
	must(n == 1, login, __LINE__);
	json_object_set_new(w.people, login, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "login", login, "kind", kind, "name", name,
		"password", PASSWORD, "id", text_of(account), "token", token, "token_id", text_of(id)));
}

static id64 works_here(const char *login, const char *kind, const char *name, id64 team, const char *role, bool triage, const char *partner_kind)
{
	id64 id = account_new(as(NABIJ_ITSELF), &(struct account_new){ .kind = kind, .partner_kind = partner_kind, .name = name, .login = login, .team = team });
	must(id != 0, login, __LINE__);
	MUST(account_password(as(id), id, w.hash));
	as(NABIJ_ITSELF);
	if (role)
		MUST(team_member_set(w.slot, team, id, role, triage, 0));
	say_person(login, kind, name, id);
	return id;
}

static id64 person(id64 by, id64 household, const char *id_name, const char *first, const char *last, const char *role, const char *birth, bool here,
	bool estranged)
{
	id64 id = person_add(as(by), &(struct person_new){ .household = household, .first_name = first, .last_name = last, .role = role,
		.birth = day(birth), .lives_here = here, .estranged = estranged, .phone = "06 13577531" });
	say_id(id_name, id);
	return id;
}

/* The code is handed over, and used up by choosing a name and a password. */
static id64 signs_in(id64 by, id64 who, const char *login, const char *kind, const char *name)
{
	const char *code = account_invite(as(by), who);
	must(code != NULL, login, __LINE__);
	id64 id = invite_accept(as(NABIJ_ITSELF), code, login, w.hash);
	must(id != 0, login, __LINE__);
	say_person(login, kind, name, id);
	return id;
}

static void custody(id64 by, id64 holder, id64 child, const char *kind)
{
	MUST(custody_set(as(by), &(struct custody_new){ .household = w.household, .child = child, .holder = holder, .kind = kind, .source = "register",
		.source_on = day("2026-11-01") }));
}

/* ---- the town ---- */

static struct { id64 sanne, wim, joost, yara, karin, nadia, otto, school, club, agent, expert, policy, privacy, manager; } staff;

static void the_teams(void)
{
	w.north = team_new(as(NABIJ_ITSELF), &(struct team_new){ .name = "Noord", .prefix = "NO", .phone = "038 4981000" });
	w.south = team_new(w.slot, &(struct team_new){ .name = "Zuid", .prefix = "ZU", .phone = "038 4982000" });
	must(w.north && w.south, "two teams", __LINE__);
	say_id("team", w.south);
	staff.sanne = works_here("sanne", "professional", "Sanne de Wit", w.north, "professional", true, NULL);
	staff.wim = works_here("wim", "professional", "Wim Postma", w.north, "professional", false, NULL);
	staff.joost = works_here("joost", "professional", "Joost Bakker", w.north, "professional", false, NULL);
	staff.yara = works_here("yara", "specialist", "Yara Prins", w.north, "specialist", false, NULL);
	staff.karin = works_here("karin", "coordinator", "Karin Smit", w.north, "coordinator", false, NULL);
	staff.nadia = works_here("nadia", "professional", "Nadia el Idrissi", w.south, "professional", false, NULL);
	staff.otto = works_here("otto", "coordinator", "Otto Visser", w.south, "coordinator", false, NULL);
	staff.school = works_here("school", "partner", "Juf Anna", 0, NULL, false, "school");
	staff.club = works_here("club", "partner", "Trainer Ed", 0, NULL, false, "club");
	staff.agent = works_here("agent", "partner", "Wijkagent Dirk", 0, NULL, false, "police");
	staff.expert = works_here("expert", "expert", "Fatima", 0, NULL, false, NULL);
	staff.policy = works_here("policy", "policy", "Beleid", 0, NULL, false, NULL);
	staff.privacy = works_here("privacy", "privacy", "Petra", 0, NULL, false, NULL);
	staff.manager = works_here("manager", "manager", "Beheer", 0, NULL, false, NULL);
}

/* ---- the household ---- */

static struct { id64 mother, father; } family;

static void the_family(void)
{
	w.household = household_open(as(staff.sanne), &(struct household_new){ .team = w.north, .name = "Gezin Kraaijveldt", .professional = staff.sanne,
		.address = "Klavermakerssteeg 12", .postcode = "8021AB", .place = "Zwolle" });
	say_id("household", w.household);
	w.shared = household_file(w.slot, w.household);
	id64 by = staff.sanne, h = w.household;
	id64 mother = person(by, h, "mother", "Ottoline", "Kraaijveldt", "parent", "1986-03-02", true, false);
	id64 father = person(by, h, "father", "Wibrandus", "Kraaijveldt", "parent", "1984-08-09", false, false);
	id64 gerlof = person(by, h, "estranged", "Gerlof", "Kraaijveldt", "parent", "1980-01-01", false, true);
	id64 guardian = person(by, h, "guardian", "Ubeltje", "Zwanenburgh", "guardian", "1970-01-01", false, false);
	id64 eleven = person(by, h, "eleven", "Fleurtje", "Kraaijveldt", "child", "2015-03-01", true, false);
	id64 twelve = person(by, h, "twelve", "Quirijn", "Kraaijveldt", "child", "2013-12-24", true, false);
	id64 fifteen = person(by, h, "fifteen", "Roelien", "Kraaijveldt", "child", "2010-12-01", true, false);
	id64 sixteen = person(by, h, "sixteen", "Sietske", "Kraaijveldt", "child", "2010-05-05", true, false);
	id64 eighteen = person(by, h, "eighteen", "Thijmen", "Kraaijveldt", "child", "2008-06-06", true, false);
	id64 children[] = { eleven, twelve, fifteen, sixteen };
	for (size_t i = 0; i < sizeof children / sizeof *children; i++) {
		custody(by, mother, children[i], "parental");
		custody(by, father, children[i], "parental");
		custody(by, gerlof, children[i], "parental");
	}
	custody(by, guardian, eleven, "guardianship");
	family.mother = signs_in(by, mother, "ottoline", "resident", "Ottoline Kraaijveldt");
	family.father = signs_in(by, father, "wibrandus", "resident", "Wibrandus Kraaijveldt");
	signs_in(by, guardian, "ubeltje", "resident", "Ubeltje Zwanenburgh");
	signs_in(by, twelve, "quirijn", "resident", "Quirijn Kraaijveldt");
	signs_in(by, fifteen, "roelien", "resident", "Roelien Kraaijveldt");
	signs_in(by, sixteen, "sietske", "resident", "Sietske Kraaijveldt");
	signs_in(by, eighteen, "thijmen", "resident", "Thijmen Kraaijveldt");
	must(!account_invite(as(by), eleven) && !account_invite(as(by), gerlof), "under twelve, and who is estranged, no code", __LINE__);
}

/* Somebody who read along until the family split: the account stays, the right is gone. */
static void the_estranged(void)
{
	id64 h = w.household, by = staff.sanne;
	id64 was = person(by, h, "was_partner", "Isbrand", "Vogelenzang", "partner", "1979-01-01", true, false);
	signs_in(by, was, "isbrand", "resident", "Isbrand Vogelenzang");
	MUST(person_update(as(by), was, &(struct person_new){ .household = h, .first_name = "Isbrand", .last_name = "Vogelenzang", .role = "partner",
		.birth = day("1979-01-01"), .lives_here = false, .estranged = true }));
}

static void the_plan(void)
{
	id64 h = w.household;
	MUST(plan_set(as(staff.sanne), h, &(struct plan_text){ .horizon = "Zonder zorgen naar de waterspreeuwen" }, "Sanne de Wit", 0));
	say_id("wish", wish_add(as(family.mother), h, "Een kamer met een hangmatlamp", "Ottoline", "Ottoline Kraaijveldt"));
	id64 goal = goal_add(as(staff.sanne), &(struct goal_new){ .household = h, .domain = "income", .title = "Overzicht in de knikkerpot" }, "Sanne de Wit");
	say_id("goal", goal);
	say_id("step", step_add(w.slot, &(struct step_new){ .household = h, .goal = goal, .title = "De schoenendoos uitzoeken", .who_kind = "family",
		.who = "Ottoline", .due = day("2026-12-10") }, "Sanne de Wit"));
	say_id("agreement", agreement_add(w.slot, h, "Wij bellen voor de pannenkoeken", "Ottoline", "Sanne de Wit"));
	id64 review = review_add(w.slot, &(struct review_new){ .household = h, .on = day("2026-11-20"), .family_present = true, .present = "Ottoline",
		.text = "De regenton is vol" }, "Sanne de Wit");
	say_id("review", review);
	MUST(review_word(w.slot, review, goal, "Ottoline", "Het gaat als een sleetje", 7, "Sanne de Wit"));
}

SQL(world_link, "SELECT id FROM s_domain_link WHERE household_id = :household");

/* Of one household a note and a tie between domains: said as NAME and NAME_link. */
static void an_intake(id64 by, id64 household, const char *name, const char *link_name, const char *text)
{
	say_id(name, domain_note_add(as(by), &(struct note_new){ .household = household, .domain = "safety", .kind = "worry", .text = text }));
	MUST(domain_link(w.slot, household, "safety", "income", NULL));
	say_id(link_name, sql_number(as(NABIJ_ITSELF), &world_link, WITH(p_id("household", household)), 0));
}

static void around_it(void)
{
	id64 h = w.household;
	say_id("tie", tie_add(as(staff.sanne), &(struct tie_new){ .household = h, .kind = "neighbour", .name = "Buurvrouw Eglantine", .works_on = "oppassen",
		.closeness = 1 }));
	an_intake(staff.sanne, h, "domain_note", "domain_link", "Bang voor de toverlantaarn");
	say_id("contact", contact_add(as(staff.sanne), &(struct contact_new){ .household = h, .kind = "visit", .reached = true, .note = "Gepraat bij de kachelpijp",
		.with_whom = "Ottoline", .next_on = day("2026-12-03") }, "Sanne de Wit"));
	say_id("question", question_ask(as(family.mother), h, 0, "question", "Mag de papegaai mee?", "Ottoline Kraaijveldt"));
	MUST(household_next(as(staff.sanne), h, day("2026-12-03"), "10:00", "Samen naar de klompenmaker"));
}

SQL(world_note, "INSERT INTO note (id, account_id, file_id, household_id, text, at, until_at) VALUES (:id, :me, :file, :household, :text, :now, :until)");
SQL(world_own_file, "SELECT own_file_id FROM s_account WHERE id = :account");
SQL(world_attention, "SELECT id FROM s_attention WHERE household_id = :household AND account_id = :account ORDER BY id LIMIT 1");
SQL(world_revision, "SELECT id FROM s_revision WHERE household_id = :household ORDER BY at, id LIMIT 1");
SQL(world_entry, "SELECT id FROM s_held_entry WHERE hold_id = :hold");

SQL(world_own_words, "INSERT INTO domain_note (id, file_id, household_id, person_id, domain, kind, text, by_id, at)"
	" VALUES (:id, :file, :household, :person, 'mental_health', 'worry', :text, :by, :now)");
SQL(world_person_file, "SELECT own_file_id FROM s_person WHERE household_id = :household AND id = :person");

/* What is about a young person alone stands in that one's own file. */
static void a_young_ones_own(const char *who)
{
	id64 id = id_new(), young = (id64)strtoll(json_string_value(json_object_get(w.ids, who)), NULL, 10);
	id64 file = sql_number(as(NABIJ_ITSELF), &world_person_file, WITH(p_id("household", w.household), p_id("person", young)), 0);
	must(sql_run(as(staff.sanne), &world_own_words, WITH(p_id("id", id), p_id("file", file), p_id("household", w.household), p_id("person", young),
		p_blob("text", slot_seal(w.slot, file, "domain_note.text", id, "Verliefd op de vuurtoren")), p_id("by", staff.sanne),
		p_moment("now", slot_now(w.slot)))) == 1, "a note of her own", __LINE__);
	say_id("own_words", id);
}

static void what_is_hidden(void)
{
	id64 held, h = w.household;
	id64 hold = hold_make(as(staff.sanne), &(struct hold_new){ .household = h, .reason = "Hij dreigde met de nachtvorst", .second = staff.wim,
		.what = "Overleg over de glasscherf", .with_whom = "Veilig Thuis Nachtwacht", .on = day("2026-11-20") }, &held);
	say_id("hold", hold);
	say_id("held_file", held);
	say_id("held_entry", sql_number(as(NABIJ_ITSELF), &world_entry, WITH(p_id("hold", hold)), 0));
	id64 note = id_new(), file = sql_number(w.slot, &world_own_file, WITH(p_id("account", staff.sanne)), 0);
	must(sql_run(as(staff.sanne), &world_note, WITH(p_id("id", note), p_id("me", staff.sanne), p_id("file", file), p_id("household", h),
		p_blob("text", slot_seal(w.slot, file, "note.text", note, "Zelf denken aan de zeepbel")), p_moment("now", slot_now(w.slot)),
		p_moment("until", slot_now(w.slot) + HOURS(24 * 28)))) == 1, "a note", __LINE__);
	say_id("note", note);
}

/* The reporting code of the household, held back as well: the second may read it. */
static void the_reporting_code(void)
{
	id64 code = reporting_code_of_household(as(staff.sanne), w.household, "Weten is nu gevaarlijk, na de stormvloed", staff.wim);
	say_id("reporting_code", code);
	MUST(reporting_step_add(as(staff.sanne), code, &(struct reporting_step_new){ .step = "consult", .was = "done", .on = day("2026-11-20"),
		.with_whom = "Veilig Thuis Nachtwacht", .anonymous = true, .outcome = "Blijf in gesprek over de stormvloed" }));
}

static void the_reports(void)
{
	struct report_receipt by_link, by_school;
	struct report_new link = { .team = w.north, .what = "Een hond blaft bij de wilgentenen", .about = "Gezin Moerbeiboom", .knows = "no",
		.reporter_kind = "resident", .reporter_name = "Buurman Zonderling", .reporter_phone = "0612345678" };
	struct report_new school = { .team = w.north, .reporter = staff.school, .what = "Een jongen slaapt in de les bij het kraaiennest", .about = "Een jongen van twaalf",
		.knows = "no", .reporter_kind = "partner", .reporter_name = "Juf Anna", .reporter_organisation = "De Polderschool" };
	MUST(report_receive(as(NOBODY), &link, &by_link));
	MUST(report_receive(as(staff.school), &school, &by_school));
	say_id("report", by_link.report);
	say_id("own_report", by_school.report);
	json_object_set_new(w.ids, "link", json_string(by_link.token));
}

SQL(world_standing, "SELECT id, file_id, token FROM v_report_link WHERE id = :id");

static void the_standing_link(void)
{
	id64 link = report_link_make(as(staff.sanne), &(struct report_link_new){ .team = w.north, .organisation = "FC De Regenwulp", .kind = "club",
		.place = "kantine", .until = day("2027-06-01") });
	say_id("report_link", link);
	struct rows *r = sql_read(as(staff.sanne), &world_standing, WITH(p_id("id", link)));
	must(rows_next(r), "the link's token", __LINE__);
	json_object_set_new(w.ids, "standing", json_string(rows_open(r, 2, "report_link.token")));
	rows_end(r);
}

static void who_else_may(void)
{
	id64 h = w.household, supporter_access;
	const char *code = supporter_invite(as(family.mother), h, "Hendrikus Steun", "Denkt mee", FOREVER, &supporter_access);
	must(code != NULL, "a supporter's code", __LINE__);
	id64 supporter = invite_accept(as(NABIJ_ITSELF), code, "hendrikus", w.hash);
	must(supporter != 0, "a supporter", __LINE__);
	say_person("hendrikus", "supporter", "Hendrikus Steun", supporter);
	say_id("supporter_access", supporter_access);
	say_id("consent", consent_give(as(family.mother), h, staff.school, slot_now(w.slot) + HOURS(24 * 365), "De school denkt mee"));
	MUST(access_give(as(staff.sanne), &(struct access_grant){ .account = staff.yara, .file = w.shared, .household = h, .ground = "consult",
		.until = slot_now(w.slot) + HOURS(24 * 60), .reason = "Denkt mee over geld" }));
	say_id("emergency", emergency_open(as(staff.nadia), h, "Een kind belde in nood"));
}

/* A theme of the team, as the night's work would have left it. */
SQL(world_theme, "INSERT INTO theme (id, team_id, municipality_code, domain, area_code, areas, from_week, to_week, observed, expected, p, weeks_between, method,"
	" households, reporters, busiest, sources, series_from, series, found_at, seen_at, state, state_at, again) VALUES (:id, :team, 'GM0193', 'income', 'BU01930100',"
	" 'BU01930100 BU01930101', '2026-10-19', '2026-11-23', 14, 5.2, 0.004, 250, 'scan', 12, 5, 30, 'report =6 contact =8', '2026-10-12',"
	" '1 1.2 3;2 1.1 3;3 1.3 4;2 1.0 3;3 1.2 4;2 0.9 3;2 1.0 3;', :now, :now, 'found', :now, 0)");
SQL(world_theme_area, "INSERT INTO theme_area (id, team_id, theme_id, area_code, observed, expected, households, reporters)"
	" VALUES (:id, :team, :theme, :area, 7, 2.6, 6, 3)");

static void a_theme(void)
{
	id64 theme = id_new();
	static const char *const areas[] = { "BU01930100", "BU01930101" };
	must(sql_run(as(NABIJ_ITSELF), &world_theme, WITH(p_id("id", theme), p_id("team", w.north), p_moment("now", slot_now(w.slot)))) == 1, "a theme", __LINE__);
	for (size_t i = 0; i < 2; i++)
		must(sql_run(w.slot, &world_theme_area, WITH(p_id("id", id_new()), p_id("team", w.north), p_id("theme", theme), p_text("area", areas[i]))) == 1,
			"its area", __LINE__);
	say_id("theme", theme);
}

static moment at(const char *iso)
{
	moment then = 0, before = slot_now(w.slot);
	must(moment_parse(iso, &then), iso, __LINE__);
	bulk_time(w.bulk, then);
	return before;
}

/* They were helped before, until 2019. */
static id64 the_earlier_period(id64 by)
{
	moment now = at("2018-03-01T10:00:00Z");
	id64 h = household_open(as(by), &(struct household_new){ .team = w.north, .name = "Gezin Vroegerland", .professional = by, .phase = "support" });
	say_id("earlier_household", h);
	id64 saar = signs_in(by, person(by, h, "earlier_person", "Saar", "Buurman", "parent", "1990-01-01", true, false), "saar", "resident", "Saar Buurman");
	MUST(wish_add(as(saar), h, "Een tuinkabouter", "Saar", "Saar Buurman"));
	at("2019-06-01T10:00:00Z");
	MUST(household_phase(as(by), h, "closed", "Het gaat goed"));
	bulk_time(w.bulk, now);
	return saar;
}

/* Another household, with a row of each kind of its own: so that others have something to look at, and so that one can try whether the rows of one
 * household open under the path of another. */
static void the_neighbours(void)
{
	id64 by = staff.joost;
	id64 saar = the_earlier_period(by);
	id64 h = household_open(as(by), &(struct household_new){ .team = w.north, .name = "Gezin Buurman", .professional = by });
	say_id("other_household", h);
	id64 p = person(by, h, "other_person", "Saar", "Buurman", "parent", "1990-01-01", true, false);
	const char *code = account_invite(as(by), p);
	MUST(code && invite_join(as(saar), code));
	say_id("other_wish", wish_add(as(saar), h, "Rust", "Saar", "Saar Buurman"));
	id64 goal = goal_add(as(by), &(struct goal_new){ .household = h, .domain = "safety", .title = "Veilig oversteken" }, "Joost Bakker");
	say_id("other_goal", goal);
	say_id("other_step", step_add(w.slot, &(struct step_new){ .household = h, .goal = goal, .title = "Samen oefenen", .who_kind = "family", .who = "Saar" },
		"Joost Bakker"));
	say_id("other_agreement", agreement_add(w.slot, h, "Wij bellen op maandag", "Saar", "Joost Bakker"));
	say_id("other_review", review_add(w.slot, &(struct review_new){ .household = h, .on = day("2026-11-20"), .family_present = true, .text = "Goed" },
		"Joost Bakker"));
	say_id("other_tie", tie_add(w.slot, &(struct tie_new){ .household = h, .kind = "neighbour", .name = "De overbuurman", .closeness = 2 }));
	an_intake(by, h, "other_domain_note", "other_domain_link", "Druk verkeer");
	say_id("other_question", question_ask(as(saar), h, 0, "question", "Wanneer kom je?", "Saar Buurman"));
	/* Sanne stands in here too: so she may see both, and still not the one under the other's path. */
	MUST(access_give(as(by), &(struct access_grant){ .account = staff.sanne, .household = h, .ground = "stand_in", .may_write = true,
		.until = slot_now(w.slot) + HOURS(24 * 60), .reason = "Neemt waar" }));
	say_id("other_access", consent_give(as(saar), h, staff.club, slot_now(w.slot) + HOURS(24 * 365), "De club denkt mee"));
}

/* ---- initiatives: one of the team alone, into which the school reads along, and one that is open to all ---- */

SQL(world_guest, "SELECT g.id FROM s_initiative_guest g WHERE g.initiative_id = :id");

SQL(world_turfhoek, "INSERT INTO area (id, code, kind, name, name_start, parent_code, municipality_code) VALUES (:id, 'BU99010001', 'neighbourhood', 'De Turfhoek', 'de ',"
	" 'WK990100', 'GM9901')");

static id64 an_initiative(const char *title, bool open)
{
	id64 id = initiative_new(as(staff.sanne), w.north, &(struct initiative_text){ .title = title, .origin = "residents", .area_code = "BU99010001", .domain = "income",
		.about = "Samen eten en formulieren invullen", .age_from = -1, .age_to = -1, .price = 0, .open_to_all = open });
	MUST(id && initiative_exists(w.slot, id, "nothing", "Niets gevonden"));
	must(initiative_move(w.slot, id, "plan", NULL) == INITIATIVE_MOVED && initiative_move(w.slot, id, "carrying_out", NULL) == INITIATIVE_MOVED, title, __LINE__);
	return id;
}

static void the_initiatives(void)
{
	struct day today = day_of(slot_now(w.slot)), past = day_add(today, -5), soon = day_add(today, 9);
	MUST(team_area_add(as(NABIJ_ITSELF), w.north, "WK990100"));
	MUST(sql_run(w.slot, &world_turfhoek, WITH(p_id("id", id_new()))) == 1);
	id64 closed = an_initiative("Meedoentafel bij de zonnebloempit", false), open = an_initiative("Koffie in de hooiberg", true);
	say_id("initiative", closed);
	say_id("open_initiative", open);
	say_id("initiative_meeting", initiative_plan(w.slot, closed, &(struct initiative_times){ .first = past, .from = 930, .to = 1020, .place = "De Schuit" }));
	say_id("open_meeting", initiative_plan(w.slot, open, &(struct initiative_times){ .first = soon, .from = 600, .to = 690, .place = "De Schuit" }));
	say_id("initiative_answer", initiative_answer(w.slot, closed, "works", "parent", "Iedereen groet elkaar"));
	say_id("initiative_part", initiative_part(w.slot, closed, &(struct initiative_part){ .phase = "plan", .party = "parents", .degree = "decide", .said = "Op woensdag" }));
	say_id("initiative_success", initiative_success(w.slot, closed, "De eerste keer zat vol"));
	say_id("initiative_cost", initiative_cost(w.slot, closed, "Soep", NULL, 40, 35));
	MUST(initiative_guest(w.slot, closed, staff.school));
	say_id("initiative_guest", sql_number(as(NABIJ_ITSELF), &world_guest, WITH(p_id("id", closed)), 0));
}

/* ---- on paper ---- */

static id64 a_problem(const char *to, const char *title)
{
	id64 id = problem_raise(as(staff.sanne), &(struct problem_new){ .team = w.north, .area_code = "BU01930100", .domain = "income", .to_whom = to, .title = title,
		.text = "Het duurt lang", .asked = "Sneller", .answer_by = day("2026-12-20"), .households = 12 });
	must(id != 0, title, __LINE__);
	return id;
}

/* A draft, which is the team's alone, and problems: one for their own management, one that waits for the municipality, one it answered. */
static void the_papers(void)
{
	id64 draft = document_begin(as(staff.sanne), w.north, "BU01930100", "analysis", 2026);
	say_id("document", draft);
	must(document_save(w.slot, draft, &(struct document_change){ .section = "people", .text = "Hier ruikt het naar mosterdzaad", .take = "problems" }) == DOCUMENT_SAVED,
		"a section", __LINE__);
	say_id("problem", a_problem("management", "Er lekt een dakgootvogel"));
	say_id("asked_problem", a_problem("municipality", "Het fonds is traag"));
	static const char *const answered[] = { "answered_problem", "good_problem" };
	for (int i = 0; i < 2; i++) {
		id64 id = a_problem("municipality", "De bus rijdt niet");
		say_id(answered[i], id);
		MUST(problem_answer(as(staff.policy), id, &(struct problem_answer){ "Hij gaat weer rijden", "yes", day("2026-12-31") }));
	}
}

static json_t *words(const char *const *list)
{
	json_t *all = json_array();
	for (; *list; list++)
		json_array_append_new(all, json_string(*list));
	return all;
}

/* What is written above, by who may read it. */
static json_t *planted(void)
{
	static const char *const household[] = { "Kraaijveldt", "Klavermakers", "Ottoline", "Wibrandus", "Gerlof", "Ubeltje", "Fleurtje", "Quirijn", "Roelien",
		"Sietske", "Thijmen", "Isbrand", "waterspreeuwen", "hangmatlamp", "knikkerpot", "schoenendoos", "pannenkoeken", "regenton", "sleetje", "Eglantine",
		"kachelpijp", "papegaai", "klompenmaker", "toverlantaarn", "13577531", NULL };
	static const char *const held[] = { "nachtvorst", "glasscherf", "Nachtwacht", "stormvloed", NULL };
	static const char *const draft[] = { "mosterdzaad", "dakgootvogel", NULL };
	static const char *const note[] = { "zeepbel", NULL };
	static const char *const young[] = { "vuurtoren", NULL };
	static const char *const earlier[] = { "tuinkabouter", "Vroegerland", NULL };
	static const char *const report[] = { "wilgentenen", "Zonderling", "Moerbeiboom", "kraaiennest", NULL };
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "draft", words(draft), "young", words(young), "earlier", words(earlier), "household", words(household), "held", words(held), "note", words(note), "report", words(report));
}

/* ---- the neighbourhood ---- */

SQL(world_area, "INSERT INTO area (id, code, kind, name, name_start, parent_code, municipality_code) VALUES (:id, :code, :kind, :name, :start, :parent, :municipality)");

static void an_area(const char *code, const char *kind, const char *name, const char *parent, const char *municipality)
{
	must(sql_run(as(NABIJ_ITSELF), &world_area, WITH(p_id("id", id_new()), p_text("code", code), p_text("kind", kind), p_text("name", name),
		p_text("start", arena_strndup(w.arena, name, 3)), p_text("parent", parent), p_text("municipality", municipality))) == 1, code, __LINE__);
}

static void the_neighbourhood(void)
{
	an_area("GM0193", "municipality", "Zwolle", NULL, NULL);
	an_area("WK019301", "district", "Binnenstad", "GM0193", "GM0193");
	an_area("BU01930100", "neighbourhood", "Binnenstad-Noord", "WK019301", "GM0193");
	MUST(team_area_add(as(NABIJ_ITSELF), w.north, "WK019301"));
	say_id("base", social_add(as(staff.sanne), w.north, &(struct social_new){ .area_code = "BU01930100", .kind = "place", .title = "De leeszaal" }));
}

static void fill(void)
{
	w.hash = password_hash(w.arena, PASSWORD);
	the_teams();
	the_family();
	the_estranged();
	the_plan();
	around_it();
	a_young_ones_own("fifteen");
	what_is_hidden();
	who_else_may();
	the_reports();
	the_reporting_code();
	the_standing_link();
	the_neighbours();
	the_initiatives();
	the_neighbourhood();
	a_theme();
	the_papers();
	say_id("attention", sql_number(as(NABIJ_ITSELF), &world_attention, WITH(p_id("household", w.household), p_id("account", staff.sanne)), 0));
	say_id("revision", sql_number(w.slot, &world_revision, WITH(p_id("household", w.household)), 0));
}

/* ---- the log ---- */

SQL(world_log, "SELECT l.id, l.account_id, l.file_id, l.at, l.ground, l.route, l.action, f.kind, f.household_id FROM s_log l JOIN s_file f ON f.id = l.file_id"
	" ORDER BY l.at, l.id");

static json_t *the_log(void)
{
	json_t *all = json_array();
	struct rows *r = sql_read(as(NABIJ_ITSELF), &world_log, WITHOUT);
	while (rows_next(r))
		json_array_append_new(all, json_pack("{s:s, s:s, s:s?, s:s, s:s, s:s, s:s}", "account", text_of(rows_int(r, 1)), "file", text_of(rows_int(r, 2)),
			"ground", rows_text(r, 4), "route", rows_text(r, 5), "action", rows_text(r, 6), "kind", rows_text(r, 7), "household", text_of(rows_int(r, 8))));
	return all;
}

SQL(world_files, "SELECT f.id, f.kind, f.household_id, f.closed_at, f.keep_until FROM s_file f ORDER BY f.id");
SQL(world_light, "SELECT count(*) FROM s_light_question");
SQL(world_households, "SELECT count(*) FROM s_household");

static json_t *the_files(void)
{
	json_t *all = json_array();
	struct rows *r = sql_read(as(NABIJ_ITSELF), &world_files, WITHOUT);
	while (rows_next(r))
		json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:I}", "id", text_of(rows_int(r, 0)), "kind", rows_text(r, 1), "household",
			text_of(rows_int(r, 2)), "keep_until", (json_int_t)rows_int(r, 4)));
	return all;
}

static json_t *the_counts(void)
{
	as(NABIJ_ITSELF);
	return json_pack("{s:I, s:I}", "light_question", (json_int_t)sql_number(w.slot, &world_light, WITHOUT, 0), "household",
		(json_int_t)sql_number(w.slot, &world_households, WITHOUT, 0));
}

SQL(world_jobs, "SELECT j.id, j.name, j.version, j.last_at FROM s_job j ORDER BY j.name");

/* How often each job has run (its lease counts), and when last, in milliseconds. */
static json_t *the_jobs(void)
{
	json_t *all = json_object();
	struct rows *r = sql_read(as(NABIJ_ITSELF), &world_jobs, WITHOUT);
	while (rows_next(r))
		json_object_set_new(all, rows_text(r, 1), json_pack("{s:I, s:I}", "runs", (json_int_t)rows_int(r, 2) - 1, "last",
			(json_int_t)rows_int(r, 3) / 1000));
	return all;
}

SQL(world_once, "SELECT count(*) FROM s_once");
SQL(world_drafts, "SELECT count(*) FROM s_draft");
SQL(world_sessions, "SELECT count(*) FROM s_session");

static json_t *the_rows(void)
{
	as(NABIJ_ITSELF);
	return json_pack("{s:I, s:I, s:I}", "once", (json_int_t)sql_number(w.slot, &world_once, WITHOUT, 0), "draft",
		(json_int_t)sql_number(w.slot, &world_drafts, WITHOUT, 0), "session", (json_int_t)sql_number(w.slot, &world_sessions, WITHOUT, 0));
}

static json_t *made(void)
{
	w.people = json_object();
	w.ids = json_object();
	fill();
	return json_pack("{s:o, s:o, s:o}", "people", w.people, "ids", w.ids, "words", planted());
}

static const struct { const char *name; json_t *(*say)(void); bool keep; } asked[] = {
	{ "fill", made, true }, { "log", the_log, false }, { "files", the_files, false }, { "counts", the_counts, false }, { "jobs", the_jobs, false }, { "rows", the_rows, false },
	{ NULL, NULL, false },
};

static json_t *in_store(struct store *s, int what)
{
	struct err e = { "" };
	w.arena = arena_new((size_t)256 << 20);
	struct bulk *b = db_bulk_begin(s->db, w.arena, &e);
	if (!b) {
		fprintf(stderr, "world: %s\n", e.text);
		exit(1);
	}
	w.bulk = b;
	w.slot = bulk_slot(b);
	json_t *said = asked[what].say();
	must(!slot_failed(w.slot), "the store", __LINE__);
	if (!db_bulk_end(b, asked[what].keep, &e)) {
		fprintf(stderr, "world: %s\n", e.text);
		exit(1);
	}
	arena_free(w.arena);
	return said;
}

int main(int argc, char **argv)
{
	struct store s;
	struct err e = { "" };
	clock_start();
	crypt_start();
	const char *dir = cli_value(&argc, argv, "--data", NULL);
	int what = 0;
	while (argc == 2 && asked[what].name && strcmp(asked[what].name, argv[1]) != 0)
		what++;
	if (argc != 2 || !dir || !asked[what].name) {
		fputs("usage: world fill|log|files|counts --data DIR\n", stderr);
		return 2;
	}
	if (!store_open(&s, dir, false, &e) || !store_spool(&s, &e) || !spool_fold(s.spool, &e))
		return cli_fail(&e);
	json_t *said = in_store(&s, what);
	json_dumpf(said, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(said);
	store_close(&s);
	return 0;
}
