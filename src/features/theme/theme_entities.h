#ifndef NABIJ_THEME_ENTITIES_H
#define NABIJ_THEME_ENTITIES_H
#include "../../platform/schema/schema.h"

extern const struct codes SIGNAL_SOURCES, THEME_STATES, THEME_METHODS, OTHER_EXPLANATIONS, THEME_EVENTS;
extern const struct entity SIGNAL_COUNT_ENTITY, HEARD_ENTITY, THEME_ENTITY, THEME_AREA_ENTITY, THEME_EVENT_ENTITY, THEME_LOOK_ENTITY, THEME_RUN_ENTITY;
/* The views v_signal_count and v_heard: for members of the teams that work in the area. */
#define THEME_VIEWS \
	{ "v_signal_count", "SELECT t.* FROM signal_count t", THEME_IN_MY_AREA }, \
	{ "v_heard", "SELECT t.* FROM heard t", THEME_IN_MY_AREA }
#define THEME_IN_MY_AREA "EXISTS (SELECT 1 FROM team_area w JOIN team_member m ON m.team_id = w.team_id WHERE m.account_id = app_user()" \
	" AND m.from_at <= app_now() AND m.until_at > app_now()" \
	" AND w.area_code IN (t.area_code, 'WK' || substr(t.area_code, 3, 6), 'GM' || substr(t.area_code, 3, 4)))"
#endif
