/* The rules of attention as a list, their terms, and what their owners do with the rows. */
#include "attention.h"
#include <assert.h>
#include "../../platform/db/service.h"
#include "../../platform/web/i18n.h"
#include "desk.h"

#define HOUSEHOLD "/households/{household}"
#define INITIATIVE "/initiatives/{initiative}"

const struct attention_rule ATTENTION_RULES[] = {
	{ .code = "no_contact", .name = N_("Te lang geen contact"), .reason = N_("Geen contact {since}"), .action = N_("Neem contact op"),
		.path = HOUSEHOLD "/contacts/new", .days = 28, .second_days = 14 },
	{ .code = "no_contact_new", .name = N_("Te lang geen contact bij aanmelding en kennismaking"), .reason = N_("Geen contact {since}"),
		.action = N_("Neem contact op"), .path = HOUSEHOLD "/contacts/new", .days = 14, .second_days = 7 },
	{ .code = "no_contact_light", .name = N_("Te lang geen contact op een waakvlam"), .reason = N_("Op een waakvlam, geen contact {since}"),
		.action = N_("Neem contact op"), .path = HOUSEHOLD "/contacts/new", .days = 84, .second_days = 28 },
	{ .code = "attempt_due", .name = N_("Nog eens proberen na een mislukte poging"), .reason = N_("Niemand bereikt {detail}. Weer proberen: {due}"),
		.plain_reason = N_("Niemand bereikt. Weer proberen: {due}"), .action = N_("Noteer contact"), .path = HOUSEHOLD "/contacts/new",
		.second_days = 3 },
	{ .code = "step_overdue", .name = N_("Stap over de datum"), .reason = N_("Een stap is over de datum: {detail} ({due})"),
		.plain_reason = N_("Een stap is over de datum: {due}"), .action = N_("Bekijk"), .path = HOUSEHOLD "/plan", .second_days = 14 },
	{ .code = "review_overdue", .name = N_("Afspraak voorbij zonder vervolg"), .reason = N_("De afspraak is voorbij en er staat niets over genoteerd: {due}"),
		.action = N_("Noteer contact"), .path = HOUSEHOLD "/contacts/new", .second_days = 7 },
	{ .code = "no_next_date", .name = N_("Geen volgende datum"), .reason = N_("Er is geen volgende afspraak {since}"), .action = N_("Plan"),
		.path = HOUSEHOLD "/next", .days = 3, .second_days = 7 },
	{ .code = "question_owed", .name = N_("Vraag van het gezin wacht op antwoord"), .reason = N_("{detail}. Antwoord beloofd: {due}"),
		.plain_reason = N_("Een vraag wacht op antwoord, beloofd: {due}"), .action = N_("Antwoord"), .path = HOUSEHOLD "/questions",
		.second_days = 2, .owed = true },
	{ .code = "goal_idle", .name = N_("Doel waar niemand aan werkt"), .reason = N_("Aan een doel werkt niemand {since}: {detail}"),
		.plain_reason = N_("Aan een doel werkt niemand {since}"), .action = N_("Bekijk"), .path = HOUSEHOLD "/plan", .days = 14, .second_days = 14 },
	{ .code = "family_wrote", .name = N_("Het gezin schreef iets"), .reason = N_("{detail}"), .plain_reason = N_("Het gezin schreef iets {since}"),
		.action = N_("Lees"), .path = HOUSEHOLD "/plan", .days = 2, .second_days = 5 },
	{ .code = "birthday", .name = N_("Een verjaardag verandert rechten"), .reason = N_("Wordt {detail} jaar, {due}: dan veranderen de rechten"),
		.plain_reason = N_("Een verjaardag verandert rechten: {due}"), .action = N_("Bekijk"), .path = HOUSEHOLD "/people", .days = 120,
		.source = "Jeugdwet 7.3.4, 7.3.5, 7.3.15" },
	{ .code = "own_plan_offer", .name = N_("Eigen plan van de familie nog niet aangeboden"), .reason = N_("Bied eerst aan om zelf een plan te maken, met familie en bekenden"),
		.action = N_("Bespreek"), .path = HOUSEHOLD "/plan", .days = 14, .second_days = 14, .source = "Jeugdwet 4.1.2" },
	{ .code = "plan_due", .name = N_("Plan binnen zes weken"), .reason = N_("Het gezin wil samen een plan maken. Het moet er zijn: {due}"),
		.action = N_("Open het plan"), .path = HOUSEHOLD "/plan", .days = 42, .second_days = 7, .source = "Jeugdwet 4.1.3(5)" },
	{ .code = "report_inform", .name = N_("Vertellen aan wie een melding gaat"), .reason = N_("Over wie de melding gaat, weet het nog niet. Vertel het: {due}"),
		.action = N_("Bekijk de melding"), .path = "/signals/{report}", .days = 30, .second_days = 7, .source = "AVG 14(3)" },
	{ .code = "double", .name = N_("Misschien al bekend"), .reason = N_("Misschien dezelfde persoon als in een ander huishouden: {detail}"),
		.plain_reason = N_("Misschien is iemand uit dit huishouden ook elders bekend"), .action = N_("Bekijk"), .path = HOUSEHOLD "/people",
		.days = 3, .second_days = 7, .task = true },
	{ .code = "hold_review", .name = N_("Achtergehouden: opnieuw bekijken"), .reason = N_("Iets wordt achtergehouden. Bekijk het opnieuw: {due}"),
		.action = N_("Bekijk"), .path = HOUSEHOLD "/notes", .days = 90, .second_days = 3, .source = "AVG 23(1)(i)", .owed = true },
	{ .code = "hold_second", .name = N_("Achtergehouden: een tweede moet meekijken"), .reason = N_("Iemand vraagt je mee te kijken bij iets dat wordt achtergehouden"),
		.action = N_("Kijk mee"), .path = HOUSEHOLD "/notes", .days = 2, .second_days = 3, .owed = true },
	{ .code = "emergency_review", .name = N_("Noodtoegang controleren"), .reason = N_("Noodtoegang is gebruikt en nog niet gecontroleerd {since}"),
		.action = N_("Controleer"), .path = "/emergencies", .days = 7, .owed = true },
	{ .code = "breach", .name = N_("Noodtoegang was niet terecht: datalek beoordelen"), .reason = N_("Noodtoegang was niet terecht. Beoordeel het als datalek: {due}"),
		.action = N_("Beoordeel"), .path = "/emergencies", .days = 3, .source = "AVG 33", .task = true, .owed = true },
	{ .code = "no_professional", .name = N_("Geen vaste hulpverlener"), .reason = N_("Nog geen vaste hulpverlener {since}"), .action = N_("Wijs toe"),
		.path = HOUSEHOLD "/professional", .days = 1, .owed = true },
	{ .code = "other_professional", .name = N_("Het gezin vraagt iemand anders"), .reason = N_("Het gezin wil graag een andere hulpverlener. Antwoord beloofd: {due}"),
		.action = N_("Regel"), .path = HOUSEHOLD "/professional", .owed = true },
	{ .code = "aftercare_date", .name = N_("Nazorg: bellen hoe het gaat"), .reason = N_("Nazorg: vraag hoe het gaat, {due}"), .action = N_("Noteer contact"),
		.path = HOUSEHOLD "/contacts/new", .days = 7, .second_days = 14 },
	{ .code = "report_new", .name = N_("Nieuwe melding"), .reason = N_("Nieuwe melding: {detail}"), .plain_reason = N_("Nieuwe melding, nog niet opgepakt"),
		.action = N_("Pak op"), .path = "/signals/{report}", .second_days = 1, .owed = true },
	{ .code = "report_answer", .name = N_("Melder wacht op antwoord"), .reason = N_("De melder wacht op antwoord, beloofd: {due}"), .action = N_("Antwoord"),
		.path = "/signals/{report}", .second_days = 1, .owed = true },
	{ .code = "report_step", .name = N_("Contact na een melding"), .reason = N_("Contact na een melding stond op de agenda: {due}"), .action = N_("Noteer hoe het ging"),
		.path = "/signals/{report}", .days = 3, .second_days = 2, .owed = true },
	{ .code = "report_unhappy", .name = N_("Melder was niet tevreden met het antwoord"), .reason = N_("Een melder was niet tevreden en vroeg opnieuw te kijken. Antwoord beloofd: {due}"),
		.action = N_("Bekijk"), .path = "/signals/{report}", .owed = true },
	{ .code = "link_held", .name = N_("Meldingen die achter een link wachten"), .reason = N_("Via deze link kwamen ineens veel meldingen. Ze wachten tot iemand kijkt"),
		.action = N_("Kijk"), .path = "/signals/links/{link}/waiting", .second_days = 1, .owed = true },
	{ .code = "link_doubts", .name = N_("Computerprogramma op een link"), .reason = N_("Een computerprogramma probeert via deze link te melden"),
		.action = N_("Bekijk"), .path = "/signals/links/{link}", .days = 1, .second_days = 3 },
	{ .code = "theme_due", .name = N_("Thema waar weer naar gekeken wordt"), .reason = N_("Een thema van jullie wijk: kijk er weer naar, {due}"),
		.action = N_("Open"), .path = "/themes/{theme}" },
	{ .code = "theme_owner", .name = N_("Thema zonder trekker"), .reason = N_("Wie dit thema trok, werkt hier niet meer. Kies wie het overneemt"),
		.action = N_("Kies"), .path = "/themes/{theme}" },
	{ .code = "theme_watch", .name = N_("Thema dat in de gaten gehouden wordt"), .reason = N_("Je hield dit in de gaten. Kijk hoe het nu is: {due}"),
		.action = N_("Kijk"), .path = "/themes/{theme}" },
	{ .code = "initiative_held", .name = N_("Initiatief: niet geteld wie er waren"), .reason = N_("{since} is niet geteld wie er waren"),
		.action = N_("Tel wie er waren"), .path = INITIATIVE "/meetings/{meeting}", .days = 3, .second_days = 7 },
	{ .code = "initiative_no_date", .name = N_("Initiatief zonder volgende datum"), .reason = N_("Er is geen volgende datum {since}"), .action = N_("Plan"),
		.path = INITIATIVE "/meetings", .days = 7, .second_days = 14 },
	{ .code = "initiative_said", .name = N_("Initiatief: wat er gebeurde met wat bewoners zeiden"),
		.reason = N_("Wat bewoners zeiden ligt er {since}. Vertel wat ermee gebeurde"), .action = N_("Schrijf het op"), .path = INITIATIVE "/making", .days = 28,
		.second_days = 14, .owed = true },
	{ .code = "initiative_result", .name = N_("Initiatief is klaar: wat leverde het op?"), .reason = N_("Het is klaar of gestopt. Wat leverde het op?"),
		.action = N_("Schrijf het op"), .path = INITIATIVE "/result", .days = 14, .second_days = 14 },
	/* Terms only. */
	{ .code = "report_inform_later", .name = N_("Hoogstens zo lang later vertellen over een melding"), .days = 92 },
	{ .code = "reporting_code_keep", .name = N_("Stappen van de meldcode bewaren als er geen gezin van kwam"), .days = 365 },
	{ .code = "next_attempt", .name = N_("Na een mislukte poging opnieuw proberen"), .days = 7 },
	{ .code = "answer_family", .name = N_("Antwoord op een vraag van het gezin"), .days = 5 },
	{ .code = "answer_rights", .name = N_("Antwoord op kopie, bezwaar of correctie"), .days = 30, .source = "AVG 12(3)" },
	{ .code = "report_keep", .name = N_("Woorden van een afgehandelde melding bewaren"), .days = 42 },
	{ .code = "report_link", .name = N_("Link van de melder blijft werken"), .days = 90 },
	{ .code = NULL }
};

const struct attention_rule *attention_rule(const char *code)
{
	for (const struct attention_rule *rule = ATTENTION_RULES; rule->code; rule++)
		if (!strcmp(rule->code, code))
			return rule;
	return NULL;
}

/* ---- terms ---- */

SQL(term_in_force, "SELECT days FROM s_rule WHERE code = :code AND (team_id = :team OR team_id IS NULL)"
	" AND from_at <= :now AND until_at > :now ORDER BY team_id NULLS LAST, from_at DESC LIMIT 1");

int rule_days(struct slot *slot, const char *code, id64 team, int otherwise)
{
	const struct attention_rule *rule = attention_rule(code);
	id64 viewer = slot_as_itself(slot);
	int64_t days = sql_number(slot, &term_in_force, WITH(p_text("code", code), p_id("team", team), p_moment("now", slot_now(slot))),
		rule ? rule->days : otherwise);
	slot_view_as(slot, viewer);
	return (int)days;
}

/* ---- what only time changes ---- */

SQL(households_new, "SELECT id FROM s_household WHERE next_attention_at IS NULL LIMIT :n");
SQL(households_due, "SELECT id FROM s_household WHERE next_attention_at <= :now ORDER BY next_attention_at LIMIT :n");
SQL(reports_new, "SELECT id FROM s_report WHERE next_attention_at IS NULL LIMIT :n");
SQL(reports_due, "SELECT id FROM s_report WHERE next_attention_at <= :now ORDER BY next_attention_at LIMIT :n");
SQL(links_due, "SELECT id FROM s_report_link WHERE next_attention_at <= :now ORDER BY next_attention_at LIMIT :n");
SQL(initiatives_new, "SELECT id FROM s_initiative WHERE next_attention_at IS NULL LIMIT :n");
SQL(initiatives_due, "SELECT id FROM s_initiative WHERE next_attention_at <= :now ORDER BY next_attention_at LIMIT :n");

static int tick(struct slot *slot, struct sql *due, bool (*look)(struct slot *, id64), int at_most)
{
	int n = 0;
	id64 *ids = ARENA_ARRAY(slot_arena(slot), id64, at_most);
	struct rows *rows = sql_read(slot, due, WITH(p_moment("now", slot_now(slot)), p_int("n", at_most)));
	while (rows_next(rows))
		ids[n++] = rows_int(rows, 0);
	for (int i = 0; i < n; i++)
		look(slot, ids[i]);
	return n;
}

int attention_tick(struct slot *slot, int at_most)
{
	id64 viewer = slot_as_itself(slot);
	int n = tick(slot, &households_new, attention_household, at_most);
	n += tick(slot, &households_due, attention_household, at_most - n);
	n += tick(slot, &reports_new, attention_report, at_most - n);
	n += tick(slot, &reports_due, attention_report, at_most - n);
	n += tick(slot, &links_due, attention_link, at_most - n);
	n += tick(slot, &initiatives_new, attention_initiative, at_most - n);
	n += tick(slot, &initiatives_due, attention_initiative, at_most - n);
	slot_view_as(slot, viewer);
	return n;
}

/* ---- tasks, and what an owner does with a row ---- */

bool attention_task(struct slot *slot, id64 account, id64 household, const char *code, const char *detail, struct day due)
{
	const struct attention_rule *rule = attention_rule(code);
	assert(rule && rule->action && account);
	if (!rule->task)
		return attention_household(slot, household);
	struct desk desk;
	struct slot_mark mark = slot_mark(slot);
	id64 viewer = slot_as_itself(slot);
	bool found = desk_household(&desk, slot, household);
	if (found)
		desk_task(&desk, rule, account, detail, due);
	slot_forget(slot, mark);
	slot_view_as(slot, viewer);
	return found && !slot_failed(slot);
}

SQL(attention_own, "SELECT id, file_id, rule, household_id, due_on, escalated FROM v_attention WHERE id = :id");
SQL(attention_gone, "DELETE FROM attention WHERE id = :id");
SQL(attention_put_off, "UPDATE attention SET version = version + 1, later_on = :on, later_word = :word WHERE id = :id");
SQL(household_family_seen, "UPDATE household SET family_seen_at = :now WHERE id = :household");

struct own_row { id64 id, file, household; const char *rule; struct day due; bool escalated; };

static bool own_row(struct slot *slot, id64 attention, struct own_row *row)
{
	struct rows *rows = sql_read(slot, &attention_own, WITH(p_id("id", attention)));
	bool found = rows_next(rows);
	if (found)
		*row = (struct own_row){ rows_int(rows, 0), rows_int(rows, 1), rows_int(rows, 3), rows_text(rows, 2), rows_day(rows, 4),
			rows_bool(rows, 5) };
	rows_end(rows);
	return found;
}

static bool put_off(struct slot *slot, const struct own_row *row, struct day on, const char *word)
{
	struct slot_mark mark = slot_mark(slot);
	struct blob sealed = slot_seal(slot, row->file, "attention.later_word", row->id, word);
	slot_forget(slot, mark);           /* putting off is the owner's own list, not a change of the file */
	return sql_run(slot, &attention_put_off, WITH(p_id("id", row->id), p_day("on", slot_arena(slot), on), p_blob("word", sealed))) == 1;
}

static bool family_was_read(struct slot *slot, const struct own_row *row)
{
	id64 viewer = slot_as_itself(slot);
	sql_later(slot, &household_family_seen, WITH(p_id("household", row->household), p_moment("now", slot_now(slot))));
	slot_view_as(slot, viewer);
	return attention_household(slot, row->household);
}

bool attention_done(struct slot *slot, id64 attention)
{
	struct own_row row;
	if (!own_row(slot, attention, &row) || row.escalated)
		return false;
	const struct attention_rule *rule = attention_rule(row.rule);
	if (!rule || rule->task)
		return sql_run(slot, &attention_gone, WITH(p_id("id", row.id))) == 1;
	if (!strcmp(row.rule, "family_wrote"))
		return family_was_read(slot, &row);
	if (!strcmp(row.rule, "birthday"))
		return put_off(slot, &row, row.due, NULL);
	return false;
}

bool attention_later(struct slot *slot, id64 attention, struct day on, const char *word)
{
	struct own_row row;
	return day_known(on) && own_row(slot, attention, &row) && put_off(slot, &row, on, word);
}
