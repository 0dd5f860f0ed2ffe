/* What Nabij is made of: the one place where all parts come together. */
#include "../platform/jobs/jobs.h"
#include "../platform/web/drafts.h"
#include "../platform/web/service_routes.h"
#include "../platform/web/web.h"
#include "account/account_entities.h"
#include "account/account_screens.h"
#include "account/housekeeping.h"
#include "contact/contact_entities.h"
#include "contact/contact_screens.h"
#include "household/household_entities.h"
#include "household/household_screens.h"
#include "household/intake_screens.h"
#include "household/network_screens.h"
#include "household/our_mine.h"
#include "household/our_screens.h"
#include "household/people_screens.h"
#include "household/phase_screens.h"
#include "household/search_screens.h"
#include "household/timeline.h"
#include "initiative/initiative_entities.h"
#include "initiative/initiative_screens.h"
#include "monitor/caseload_screens.h"
#include "monitor/figures_screens.h"
#include "monitor/monitor_entities.h"
#include "monitor/published_figures.h"
#include "monitor/reminders.h"
#include "monitor/today_screens.h"
#include "monitor/together.h"
#include "neighbourhood/figures/figure_reference.h"
#include "neighbourhood/neighbourhood_entities.h"
#include "neighbourhood/neighbourhood_screens.h"
#include "neighbourhood/social_base/social_base.h"
#include "neighbourhood/solutions/solutions.h"
#include "neighbourhood/documents/documents_entities.h"
#include "neighbourhood/documents/documents_screens.h"
#include "neighbourhood/problems/problems_entities.h"
#include "neighbourhood/problems/problems_screens.h"
#include "plan/plan_entities.h"
#include "plan/plan_screens.h"
#include "privacy/privacy_entities.h"
#include "privacy/privacy_screens.h"
#include "settings/settings_screens.h"
#include "signal/signal_entities.h"
#include "signal/signal_screens.h"
#include "signal/triage_entities.h"
#include "team/team_entities.h"
#include "theme/theme.h"
#include "theme/theme_entities.h"
#include "theme/theme_screens.h"

/* In the order in which tables can refer to each other. */
const struct entity *const ENTITIES[] = {
	&FILE_ENTITY, &TEAM_ENTITY, &ACCOUNT_ENTITY, &ACCESS_ENTITY, &CREDENTIAL_ENTITY, &RECOVERY_ENTITY, &SESSION_ENTITY, &TOKEN_ENTITY,
	&ONCE_ENTITY, &DRAFT_ENTITY, &SETTING_ENTITY, &JOB_ENTITY, &MAIL_ENTITY, &LOG_ENTITY,
	&AREA_ENTITY, &AREA_PART_ENTITY, &FIGURE_ENTITY, &POSTCODE_ENTITY, &TEAM_AREA_ENTITY, &TEAM_MEMBER_ENTITY,
	&HOUSEHOLD_ENTITY, &PERSON_ENTITY, &CUSTODY_ENTITY, &TIE_ENTITY, &HISTORY_ENTITY, &PHASE_CHANGE_ENTITY, &PROFESSIONAL_CHANGE_ENTITY,
	&DOMAIN_NOTE_ENTITY, &DOMAIN_LINK_ENTITY, &DOMAIN_VIEW_ENTITY, &NAME_TOKEN_ENTITY,
	&PLAN_ENTITY, &WISH_ENTITY, &GOAL_ENTITY, &STEP_ENTITY, &AGREEMENT_ENTITY, &REVIEW_ENTITY, &REVIEW_WORD_ENTITY, &REVISION_ENTITY,
	&CONTACT_ENTITY, &QUESTION_ENTITY, &LIGHT_QUESTION_ENTITY,
	&REPORT_LINK_ENTITY, &REPORT_ENTITY, &REPORT_HELD_ENTITY,
	&HOLD_ENTITY, &HELD_ENTRY_ENTITY, &TALK_ENTITY, &NOTE_ENTITY, &ATTENTION_ENTITY, &RULE_ENTITY,
	&FIGURE_REFERENCE_ENTITY, &SOCIAL_BASE_ENTITY, &SOLUTION_COUNT_ENTITY, &COMBINATION_COUNT_ENTITY,
	&REPORT_EVENT_ENTITY, &REPORTING_CODE_ENTITY, &REPORTING_STEP_ENTITY,
	&INITIATIVE_ENTITY, &INITIATIVE_PHASE_ENTITY, &INITIATIVE_ANSWER_ENTITY, &INITIATIVE_PART_ENTITY, &INITIATIVE_GUEST_ENTITY,
	&INITIATIVE_REFLECTION_ENTITY, &INITIATIVE_MEETING_ENTITY, &INITIATIVE_TAP_ENTITY, &INITIATIVE_COST_ENTITY, &INITIATIVE_SUCCESS_ENTITY,
	&SIGNAL_COUNT_ENTITY, &HEARD_ENTITY, &HEARD_QUARTER_ENTITY, &THEME_ENTITY, &THEME_AREA_ENTITY, &THEME_EVENT_ENTITY, &THEME_LOOK_ENTITY, &THEME_RUN_ENTITY,
	&PUBLISHED_FIGURE_ENTITY, &PUBLISHED_COMBINATION_ENTITY, &AREA_DOCUMENT_ENTITY, &AREA_DOCUMENT_VERSION_ENTITY, &RAISED_PROBLEM_ENTITY, &RAISED_PROBLEM_MOVE_ENTITY,
	NULL
};

#define COORDINATES "EXISTS (SELECT 1 FROM team_member m WHERE m.team_id = t.team_id AND m.account_id = app_user()" \
	" AND m.role = 'coordinator' AND m.from_at <= app_now() AND m.until_at > app_now())"

/* Who may read what was published: policy and coordinators. Nobody has a view on what it was counted from. */
#define COUNTS "EXISTS (SELECT 1 FROM account p WHERE p.id = app_user() AND p.kind IN ('policy', 'coordinator') AND p.until_at > app_now())"

/* An initiative and what hangs on it: for its team, and for who was let in by a dated row (initiative_guest). */
#define ITS_TEAM "EXISTS (SELECT 1 FROM team_member m WHERE m.team_id = t.team_id AND m.account_id = app_user() AND m.from_at <= app_now()" \
	" AND m.until_at > app_now())"
#define KNOWN(id) "(" ITS_TEAM " OR EXISTS (SELECT 1 FROM initiative_guest g WHERE g.initiative_id = " id " AND g.account_id = app_user()" \
	" AND g.from_at <= app_now() AND g.until_at > app_now()))"
#define OPEN(i) i ".open_to_all AND " i ".phase IN ('plan', 'contact', 'carrying_out')"
/* Documents and problems: the team its own; policy what was adopted, and what was raised with the municipality. Of what was adopted policy sees the last
 * words of each section, and of the figures those that may leave the team. */
#define IS_POLICY "EXISTS (SELECT 1 FROM account p WHERE p.id = app_user() AND p.kind = 'policy' AND p.until_at > app_now())"
#define ADOPTED "EXISTS (SELECT 1 FROM area_document d WHERE d.id = t.document_id AND d.state = 'adopted')"
#define LAST_WORDS "t.section <> '' AND t.number = (SELECT max(w.number) FROM area_document_version w WHERE w.document_id = t.document_id AND w.section = t.section)"
#define TO_MUNICIPALITY "EXISTS (SELECT 1 FROM raised_problem r WHERE r.id = t.problem_id AND r.to_whom = 'municipality')"

const struct extra_view EXTRA_VIEWS[] = {
	/* Of what v_access, v_household and v_account show, the part that is asked on every page; with a condition that costs nothing to ask (docs/performance.md). */
	{ "v_own_access", "SELECT t.id, t.account_id, t.file_id, t.household_id, t.ground, t.may_write, t.from_at, t.until_at FROM access t",
		"t.account_id = app_user()" },
	{ "v_own_household", "SELECT t.id FROM household t", "t.professional_id = app_user() AND t.closed_at IS NULL" },
	{ "v_colleague", "SELECT t.id, t.file_id, t.name FROM account t", "t.file_id = 1 AND app_user() > 0" },
	/* The coordinator's caseload: numbers and dates, no name, no content. */
	{ "v_caseload", "SELECT t.id, t.team_id, t.number, t.phase, t.phase_at, t.light, t.professional_id, t.professional_count, t.next_on,"
		" t.last_contact_at, t.area_code, t.opened_at, t.closed_at FROM household t", COORDINATES },
	{ "v_figures_told", "SELECT t.quarter, t.subject, t.category, t.district_code, t.n FROM published_figure t", COUNTS },
	{ "v_figures_together", "SELECT t.municipality_code, t.quarter, t.domains, t.households FROM published_combination t", COUNTS },
	{ "v_my_initiative_guest", "SELECT t.id, t.initiative_id FROM initiative_guest t", "t.account_id = app_user() AND t.from_at <= app_now() AND t.until_at > app_now()" },
	{ "v_known_initiative", "SELECT t.* FROM initiative t", KNOWN("t.id") },
	{ "v_known_initiative_phase", "SELECT t.* FROM initiative_phase t", KNOWN("t.initiative_id") },
	{ "v_known_initiative_answer", "SELECT t.* FROM initiative_answer t", KNOWN("t.initiative_id") },
	{ "v_known_initiative_part", "SELECT t.* FROM initiative_part t", KNOWN("t.initiative_id") },
	{ "v_known_initiative_reflection", "SELECT t.* FROM initiative_reflection t", KNOWN("t.initiative_id") },
	{ "v_known_initiative_success", "SELECT t.* FROM initiative_success t", KNOWN("t.initiative_id") },
	{ "v_known_initiative_meeting", "SELECT t.*, coalesce(t.said, 0) + (SELECT count(*) FROM initiative_tap p WHERE p.initiative_meeting_id = t.id AND p.came) AS came,"
		" (SELECT count(*) FROM initiative_tap p WHERE p.initiative_meeting_id = t.id AND NOT p.came) AS coming FROM initiative_meeting t",
		KNOWN("t.initiative_id") },
	/* What everybody may see, signed in or not: initiatives that are open to all, and the areas they are found by (CBS's own). */
	{ "v_open_initiative", "SELECT t.id, t.title, t.about, t.for_whom, t.domain, t.area_code, t.age_from, t.age_to, t.languages, t.price, t.informal, t.formal,"
		" t.sign_up, t.phase, a.name AS area, w.name AS team, w.phone FROM initiative t JOIN team w ON w.id = t.team_id LEFT JOIN area a ON a.code = t.area_code",
		OPEN("t") },
	{ "v_open_initiative_meeting", "SELECT t.id, t.version, t.initiative_id, t.start_at, t.end_at, t.weekday, t.place, t.moved_from, t.cancelled_at, t.why,"
		" i.title, i.about, i.area_code, (SELECT count(*) FROM initiative_tap p WHERE p.initiative_meeting_id = t.id AND NOT p.came) AS coming"
		" FROM initiative_meeting t JOIN initiative i ON i.id = t.initiative_id", OPEN("i") },
	{ "v_open_initiative_tap", "SELECT t.initiative_meeting_id, t.mark, t.came FROM initiative_tap t", "TRUE" },
	{ "v_place", "SELECT t.code, t.kind, t.name, t.name_start FROM area t", "TRUE" },
	{ "v_place_postcode", "SELECT t.postcode, t.area_code FROM postcode t", "TRUE" },
	THEME_VIEWS,
	{ "v_document_seen", "SELECT t.* FROM area_document t", "(" ITS_TEAM " OR (t.state = 'adopted' AND " IS_POLICY "))" },
	{ "v_document_published", "SELECT t.id, t.document_id, t.number, t.section, t.text, t.figures_out, t.at, t.by_id FROM area_document_version t",
		IS_POLICY " AND " ADOPTED " AND " LAST_WORDS },
	{ "v_problem_seen", "SELECT t.* FROM raised_problem t", "(" ITS_TEAM " OR (t.to_whom = 'municipality' AND " IS_POLICY "))" },
	{ "v_problem_move_seen", "SELECT t.* FROM raised_problem_move t", "(" ITS_TEAM " OR (" IS_POLICY " AND " TO_MUNICIPALITY "))" },
	{ NULL, NULL, NULL }
};

const struct route *const ROUTES[] = {
	SERVICE_ROUTES,
	DRAFT_ROUTES,
	SIGN_IN_ROUTES,
	SECOND_FACTOR_ROUTES,
	ACCOUNT_ROUTES,
	PASSWORD_ROUTES,
	TOKEN_ROUTES,
	INVITE_ROUTES,
	EMAIL_ROUTES,
	TODAY_ROUTES,
	CONTACT_ROUTES,
	REPORT_FORM_ROUTES,
	RECEIPT_ROUTES,
	INBOX_ROUTES,
	TRIAGE_ROUTES,
	REPORTING_CODE_ROUTES, OUR_CODE_ROUTES,
	LIGHT_ROUTES,
	LINK_ROUTES,
	HOUSEHOLD_ROUTES,
	INTAKE_ROUTES,
	PEOPLE_ROUTES,
	NETWORK_ROUTES,
	PHASE_ROUTES,
	TIMELINE_ROUTES,
	SEARCH_ROUTES,
	CASELOAD_ROUTES,
	FIGURES_ROUTES,
	NEIGHBOURHOOD_ROUTES, SOCIAL_BASE_ROUTES, SOLUTION_ROUTES, AREA_MAP_ROUTES,
	DOCUMENT_ROUTES, DOCUMENT_PAPER_ROUTES, PROBLEM_ROUTES,
	OUR_ROUTES,
	OUR_MINE_ROUTES,
	PRIVACY_ROUTES,
	EMERGENCY_ROUTES,
	NOTES_ROUTES,
	SETTINGS_ROUTES,
	TEAM_ROUTES,
	STAFF_ROUTES,
	MAIL_ROUTES,
	TERM_ROUTES,
	PLAN_ROUTES, WISH_ROUTES, GOAL_ROUTES, STEP_ROUTES, REVIEW_ROUTES, VERSION_ROUTES,
	INITIATIVE_ROUTES, INITIATIVE_PAGE_ROUTES, INITIATIVE_MAKING_ROUTES, INITIATIVE_MEETING_ROUTES, INITIATIVE_RESULT_ROUTES, NEARBY_ROUTES, CALENDAR_ROUTES,
	THEMES_ROUTES, THEME_ROUTES,
	NULL
};

const struct job JOBS[] = {
	{ "housekeeping", 600, housekeeping },
	{ "attention", 60, attention_job },
	{ "report_forget", 3600, report_forget_job },
	{ "reporting_code_forget", 3600, reporting_code_forget_job },
	{ "initiative_forget", 3600, initiative_forget_job },
	{ "reminders", 300, reminders_queue },
	{ "social_forget", 86400, social_forget_job },
	{ "figure_reference", 86400, figure_reference_count },
	{ "solutions", 86400, NULL, solutions_all },
	{ "published", 86400, NULL, published_count },
	{ "together", 86400, NULL, together_count },
	{ "mail", 60, NULL, reminders_send },
	{ "themes", 60, NULL, themes_job },
	{ NULL }
};

/* What a page says after a change, once it is durable. */
const struct done_message DONE_MESSAGES[] = {
	{ "saved", N_("Opgeslagen.") },
	{ "base_added", N_("Het staat erbij.") },
	{ "base_confirmed", N_("Bevestigd. Het klopt nog.") },
	{ "base_ended", N_("Uit de lijst gehaald.") },
	{ "offer_later", N_("Dat is goed. Jullie kunnen er altijd op terugkomen.") },
	{ "goal_begun", N_("Het doel staat in het plan.") },
	{ "draft_forgotten", N_("Weggegooid.") },
	{ "door", N_("De deur is 24 uur open.") },
	{ "judged", N_("Je oordeel staat vast. Het gezin leest het.") },
	{ "ticked", N_("Goed gedaan. Het staat afgevinkt.") },
	{ "unticked", N_("Het staat weer open.") },
	{ "stuck", N_("Dank je. Je hulpverlener weet dat het nu niet lukt.") },
	{ "wished", N_("Je wens staat erbij.") },
	{ "asked", N_("Verstuurd. Je ziet hieronder wanneer je antwoord krijgt.") },
	{ "other", N_("We gaan met je zoeken naar iemand anders. De coördinator belt je.") },
	{ "talk", N_("Het staat erbij. Het gezin ziet het ook.") },
	{ "shared", N_("Dit is nu gedeeld. Je kunt het altijd stoppen.") },
	{ "withdrawn", N_("Gestopt. Diegene ziet nu niets meer.") },
	{ "later", N_("Staat op een latere dag.") },
	{ "seen", N_("Gezien.") },
	{ "contact", N_("Contact opgeslagen.") },
	{ "attempt", N_("Poging opgeslagen. De volgende staat klaar.") },
	{ "answered", N_("Antwoord verstuurd. Het gezin kan het lezen.") },
	{ "report_taken", N_("Opgepakt. Het gezin staat nu bij jou.") },
	{ "report_passed", N_("Doorgegeven. Het andere team leest de melding nu.") },
	{ "report_answered", N_("Antwoord verstuurd. De melder ziet het op zijn eigen pagina.") },
	{ "signal_planned", N_("Het staat op de agenda.") },
	{ "signal_reached", N_("Opgeslagen. Beslis nu wat het wordt.") },
	{ "signal_collective", N_("Opgeslagen. De melder hoort nog van jullie.") },
	{ "signal_declined", N_("Gestopt. De melder hoort nog van jullie.") },
	{ "signal_told", N_("Opgeslagen dat je het vertelde.") },
	{ "report_seen", N_("Dank je. Wij zien dat je het las.") },
	{ "report_introduce", N_("Dank je wel. We bellen je erover.") },
	{ "code_step", N_("De stap staat erbij.") },
	{ "report_unhappy", N_("Dank je. Iemand van het team kijkt opnieuw.") },
	{ "light_question", N_("Geteld.") },
	{ "link_made", N_("De link staat klaar. Druk de poster af en hang hem op.") },
	{ "link_paused", N_("De link staat even uit.") },
	{ "link_resumed", N_("De link werkt weer.") },
	{ "link_renewed", N_("De link werkt nog een jaar.") },
	{ "link_ended", N_("De link is gestopt.") },
	{ "link_replaced", N_("Er is een nieuwe code. Hang een nieuwe poster op.") },
	{ "link_let_in", N_("Ze staan nu bij de meldingen.") },
	{ "link_thrown_out", N_("Verworpen. De melders lezen wie ze kunnen bellen.") },
	{ "document_begun", N_("Het document staat er. Schrijf samen, stuk voor stuk.") },
	{ "document_adopted", N_("Vastgesteld. Zo blijft het staan.") },
	{ "figures_taken", N_("Opgenomen in het document, zoals het vandaag is.") },
	{ "figures_left", N_("Uit het document gehaald.") },
	{ "problem_raised", N_("Aangekaart. Je ziet hier wanneer je antwoord krijgt.") },
	{ "problem_answered", N_("Antwoord verstuurd. Het team kijkt of het goed is zo.") },
	{ "problem_accepted", N_("Afgerond. Vertel het ook aan de mensen om wie het gaat.") },
	{ "problem_reopened", N_("Opnieuw gevraagd.") },
	{ "household_made", N_("Het gezin staat erin.") },
	{ "person_next", N_("Opgeslagen. Wie hoort er nog bij?") },
	{ "tie_ended", N_("Uit de tekening gehaald.") },
	{ "phase_changed", N_("De fase is veranderd. Het gezin leest waarom.") },
	{ "light_on", N_("Op een waakvlam gezet.") },
	{ "light_off", N_("Van de waakvlam af.") },
	{ "closed", N_("Afgesloten. Het gezin kan dit blijven lezen.") },
	{ "handed_over", N_("Overgedragen. Het gezin leest wie het nu is.") },
	{ "opened_with_reason", N_("Je mag een week meelezen. Het gezin leest waarom.") },
	{ "step_done", N_("Gedaan. Weer een stap gezet.") },
	{ "step_undone", N_("De stap staat weer open.") },
	{ "step_dropped", N_("De stap is uit het plan gehaald.") },
	{ "goal_done", N_("Doel bereikt. Mooi gedaan, samen.") },
	{ "review", N_("Bewaard. De volgende keer staat klaar.") },
	{ "team_made", N_("Het team staat er. Geef het nu een gebied.") },
	{ "factor_reset", N_("De inlogcode staat uit.") },
	{ "account_ended", N_("Het account is beëindigd.") },
	{ "term_set", N_("De termijn geldt vanaf nu.") },
	{ "signed_out", N_("Je bent uitgelogd.") },
	{ "recovery_used", N_("Je gebruikte een herstelcode. Die werkt nu niet meer.") },
	{ "factor_off", N_("De code is uit. Je wachtwoord is nu genoeg om in te loggen.") },
	{ "password_set", N_("Je nieuwe wachtwoord geldt vanaf nu.") },
	{ "session_ended", N_("Beëindigd. Daar kan niemand meer verder.") },
	{ "token_ended", N_("De sleutel werkt niet meer.") },
	{ "code_joined", N_("Gelukt. Je code hoort nu bij jouw inlog.") },
	{ "welcome", N_("Welkom. Je bent ingelogd.") },
	{ "initiative_made", N_("Het staat er. Eerst één vraag: wat is er al?") },
	{ "initiative_moved", N_("De fase is veranderd.") },
	{ "meeting_planned", N_("De data staan erin, ook in de agenda die mensen volgen.") },
	{ "meeting_called_off", N_("Afgezegd. Wie de agenda volgt ziet het.") },
	{ "success", N_("Dat is een feestje waard. Het staat erbij.") },
	{ "coming", N_("Leuk. We rekenen op één stoel meer.") },
	{ "came", N_("Dank je. Je telt mee, zonder naam.") },
	{ "uncounted", N_("Goed. Je telt niet meer mee.") },
	{ "counted", N_("Jullie tellen weer mee.") }, { "counted_not", N_("Jullie tellen nergens meer in mee.") },
	{ "counted_again", N_("Dit gezin telt weer mee.") }, { "not_counted", N_("Dit gezin telt nergens meer in mee.") },
	{ "theme_picked_up", N_("Opgepakt. Het staat op Vandaag als de dag er is.") }, { "theme_watched", N_("We houden het in de gaten.") },
	{ "theme_aside", N_("Opzij gelegd. Hetzelfde laten we niet nog eens zien.") },
	{ NULL, NULL }
};
