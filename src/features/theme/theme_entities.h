/* The tables of what is heard and of themes: counts without persons (heard, signal_count), the themes that came of them, what was done with each, and when was
 * looked. Read by members of the teams that work in the area. */
#ifndef NABIJ_THEME_ENTITIES_H
#define NABIJ_THEME_ENTITIES_H
#include "../../platform/schema/schema.h"

extern const struct codes SIGNAL_SOURCES, THEME_STATES, THEME_METHODS, OTHER_EXPLANATIONS, THEME_EVENTS;
extern const struct entity SIGNAL_COUNT_ENTITY, HEARD_ENTITY, HEARD_QUARTER_ENTITY, THEME_ENTITY, THEME_AREA_ENTITY, THEME_EVENT_ENTITY, THEME_LOOK_ENTITY, THEME_RUN_ENTITY;
/* The views v_signal_count, v_heard and v_heard_quarter: for members of the teams that work in the area. */
#define THEME_VIEWS \
	{ "v_signal_count", "SELECT t.* FROM signal_count t", THEME_IN_MY_AREA }, \
	{ "v_heard", "SELECT t.* FROM heard t", THEME_IN_MY_AREA }, \
	{ "v_heard_quarter", "SELECT t.* FROM heard_quarter t", THEME_IN_MY_AREA }, \
	/* Of each standing link or partner the first report ever, where it fell in a theme's area: when, of what; not whose, nor what it says. */ \
	{ "v_theme_first_report", "SELECT t.theme_id, r.at, r.domains, r.link_id IS NOT NULL AS by_link FROM theme_area t JOIN report r ON r.area_code = t.area_code", \
		THEME_OF_MY_TEAM " AND (r.link_id IS NOT NULL OR r.organisation_kind IS NOT NULL) AND r.state <> 'passed' AND NOT EXISTS (SELECT 1 FROM report e WHERE e.link_id = r.link_id" \
		" AND e.at < r.at) AND (r.link_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM report e WHERE e.account_id = r.account_id AND e.at < r.at))" }
#define THEME_OF_MY_TEAM "EXISTS (SELECT 1 FROM team_member m WHERE m.team_id = t.team_id AND m.account_id = app_user() AND m.from_at <= app_now()" \
	" AND m.until_at > app_now())"
/* The reader's areas are found once, not for each row: a neighbourhood is a team's by itself, by its district or by its municipality. */
#define THEME_MY_AREAS "(SELECT w.area_code FROM team_area w JOIN team_member m ON m.team_id = w.team_id WHERE m.account_id = app_user()" \
	" AND m.from_at <= app_now() AND m.until_at > app_now())"
#define THEME_IN_MY_AREA "(t.area_code IN " THEME_MY_AREAS " OR 'WK' || substr(t.area_code, 3, 6) IN " THEME_MY_AREAS \
	" OR 'GM' || substr(t.area_code, 3, 4) IN " THEME_MY_AREAS ")"
/* The teams of :me at :now, for statements that read as the viewer. */
#define THEME_MY_TEAMS "(SELECT m.team_id FROM v_team_member m WHERE m.account_id = :me AND m.from_at <= :now AND m.until_at > :now)"
#endif
